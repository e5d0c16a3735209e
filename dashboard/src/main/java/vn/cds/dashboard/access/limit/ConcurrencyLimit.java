package vn.cds.dashboard.access.limit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import vn.cds.dashboard.access.grant.Refusal;

/**
 * Limits how many requests of one person are answered at once. Further ones wait a short while, so
 * that nobody else waits for one person's many requests; and a person who has used much answering
 * time is delayed while others ask ({@link AnsweringTime}). Thread-safe.
 */
public final class ConcurrencyLimit {

  /** Of one person; a page asks less than ten at once. */
  private static final int MOST_WAITING = 20;

  /** Of everybody: each holds one of the server's 250 threads. */
  private static final int MOST_WAITING_OF_ALL = 150;

  private static final int LONGEST_WAIT_SECONDS = 10;
  private static final int LATER_SECONDS = 5;

  private final int atOnce;
  private final AnsweringTime answering;
  private final Semaphore waiting = new Semaphore(MOST_WAITING_OF_ALL);

  // Guarded by itself.
  private final Map<String, Person> people = new HashMap<>();

  private static final class Person {
    private final Semaphore free;
    private int questions;

    Person(int atOnce) {
      free = new Semaphore(atOnce, true);
    }
  }

  public ConcurrencyLimit(int atOnce, AnsweringTime answering) {
    this.atOnce = atOnce;
    this.answering = answering;
  }

  /**
   * Waits for a turn.
   *
   * @return to be run when the question is answered
   * @throws Refusal with 429 when it does not come, or too many wait
   */
  public Runnable take(String key) {
    Person person;
    synchronized (people) {
      person = people.computeIfAbsent(key, absent -> new Person(atOnce));
      person.questions++;
    }
    boolean taken = false;
    try {
      taken = person.free.tryAcquire() || comes(person);
    } finally {
      if (!taken) {
        leave(key, person);
      }
    }
    if (!taken) {
      throw Refusal.tooMany("You ask too many questions at once.", LATER_SECONDS).by(key);
    }
    letOthersFirst(key);
    long begin = System.nanoTime();
    return () -> {
      answering.used(key, Duration.ofNanos(System.nanoTime() - begin));
      person.free.release();
      leave(key, person);
    };
  }

  private boolean comes(Person person) {
    if (person.free.getQueueLength() >= MOST_WAITING || !waiting.tryAcquire()) {
      return false;
    }
    try {
      return person.free.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.release();
    }
  }

  private void letOthersFirst(String key) {
    Duration pause = answering.pause(key);
    if (!pause.isZero() && othersAsk()) {
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean othersAsk() {
    synchronized (people) {
      return people.size() > 1;
    }
  }

  /** How many questions of somebody wait. */
  int waiting(String key) {
    synchronized (people) {
      Person person = people.get(key);
      return person == null ? 0 : person.free.getQueueLength();
    }
  }

  private void leave(String key, Person person) {
    synchronized (people) {
      person.questions--;
      if (person.questions == 0) {
        people.remove(key);
      }
    }
  }
}
