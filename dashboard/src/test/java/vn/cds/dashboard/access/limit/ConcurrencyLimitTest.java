package vn.cds.dashboard.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import vn.cds.dashboard.access.grant.Refusal;

class ConcurrencyLimitTest {

  @Test
  void onePersonWaitsForTheirTurnAndNobodyElseDoes() {
    ConcurrencyLimit turns = new ConcurrencyLimit(2, new AnsweringTime(Clock.systemUTC()));
    Runnable first = turns.take("an");
    Runnable second = turns.take("an");
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<CompletableFuture<Runnable>> waiting = new ArrayList<>();
      for (int question = 0; question < 20; question++) {
        waiting.add(CompletableFuture.supplyAsync(() -> turns.take("an"), threads));
        int length = question + 1;
        await().atMost(Duration.ofMinutes(1)).until(() -> turns.waiting("an") == length);
      }
      assertThatThrownBy(() -> turns.take("an"))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> {
                assertThat(refusal.status()).isEqualTo(429);
                assertThat(refusal.header()).isEqualTo("Retry-After");
              });
      turns.take("binh").run();

      first.run();
      second.run();
      // Each that has had its turn lets the next one have it.
      waiting.forEach(turn -> turn.thenAccept(Runnable::run));
      assertThat(waiting).allSatisfy(turn -> assertThat(turn.join()).isNotNull());
      assertThat(turns.waiting("an")).isZero();
      turns.take("an").run();
    } finally {
      threads.shutdownNow();
    }
  }
}
