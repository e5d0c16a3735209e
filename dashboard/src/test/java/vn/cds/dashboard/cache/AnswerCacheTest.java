package vn.cds.dashboard.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One reading for all who ask, none for what is fresh, and no failure is kept. */
class AnswerCacheTest {

  private final AtomicInteger readings = new AtomicInteger();

  @Test
  void manyWhoAskAtOnceCostOneReading() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    AnswerCache<String, Integer> cache =
        new AnswerCache<>(
            CachePolicy.DATA_HEALTH,
            key -> {
              await().until(() -> asked.getCount() == 0);
              return readings.incrementAndGet();
            });
    ExecutorService readers = Executors.newFixedThreadPool(8);
    try {
      Callable<Integer> ask = () -> cache.get("38");
      List<Future<Integer>> answers = Stream.generate(() -> readers.submit(ask)).limit(8).toList();
      asked.countDown();
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(1);
      }
    } finally {
      readers.shutdownNow();
    }
    assertThat(cache.get("VN")).isEqualTo(2);
  }

  /** It would fail if the cache were locked while somebody reads. */
  @Test
  void aReadingMayAskTheCacheThatItFills() {
    AtomicReference<AnswerCache<Integer, Integer>> own = new AtomicReference<>();
    own.set(
        new AnswerCache<>(
            CachePolicy.DATA_HEALTH, key -> key == 0 ? 0 : 1 + own.get().get(key - 1)));
    assertThat(own.get().get(40)).isEqualTo(40);
  }

  @Test
  void aFailureIsThrownAsItIsAndNotKept() {
    AnswerCache<String, Integer> cache =
        new AnswerCache<>(
            CachePolicy.DATA_HEALTH,
            key -> {
              if (readings.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              return readings.get();
            });
    assertThatThrownBy(() -> cache.get("38"))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("not yet");
    assertThat(cache.get("38")).isEqualTo(2);
    assertThat(cache.get("38")).isEqualTo(2);
  }

  @Test
  void whatIsNoLongerFreshIsGivenAndReadAnewBeside() {
    Thread mine = Thread.currentThread();
    AnswerCache<String, Boolean> cache =
        new AnswerCache<>(
            CachePolicy.DATA_AGE,
            key -> {
              readings.incrementAndGet();
              return Thread.currentThread() == mine;
            });
    assertThat(cache.get("38")).as("read by the one who asks first").isTrue();
    // Asked often enough, it is never so old that somebody has to wait for it.
    await().until(() -> !cache.get("38"));
    assertThat(readings).hasValueGreaterThan(1);
  }

  @Test
  void anAnswerThatCannotBeReadAnewIsForgottenAndTheNextHearsWhy() {
    AnswerCache<String, Integer> cache =
        new AnswerCache<>(
            CachePolicy.DATA_AGE,
            key -> {
              if (readings.incrementAndGet() > 1) {
                throw new IllegalStateException("gone");
              }
              return readings.get();
            });
    assertThat(cache.get("38")).isEqualTo(1);
    await()
        .untilAsserted(
            () -> assertThatThrownBy(() -> cache.get("38")).hasMessageContaining("gone"));
  }

  @Test
  void onlySoMuchIsKept() {
    AnswerCache<Integer, Integer> cache =
        new AnswerCache<>(
            CachePolicy.EARLIER_RANKS, answer -> 10, key -> readings.incrementAndGet());
    for (int key = 0; key < 50; key++) {
      cache.get(key);
    }
    await()
        .untilAsserted(
            () -> {
              int before = readings.get();
              for (int key = 0; key < 50; key++) {
                cache.get(key);
              }
              assertThat(readings.get() - before).isGreaterThanOrEqualTo(48);
            });
  }
}
