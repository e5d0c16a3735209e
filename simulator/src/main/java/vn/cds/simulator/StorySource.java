package vn.cds.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.cds.contract.DocumentEvent;
import vn.cds.contract.Event;
import vn.cds.contract.PaymentEvent;
import vn.cds.contract.PaymentStatus;
import vn.cds.contract.ServiceRequestEvent;

/**
 * The events of a run as a story changes them. When an event of a matter is withheld, or made to
 * fail, nothing more comes of that matter, so that what was sent is a whole story by itself.
 */
final class StorySource implements Source {

  private static final double DOCUMENTS_AWAY = 0.8;
  private static final double PAYMENTS_FAILED = 0.9;
  private static final double UNFINISHED = 0.7;

  private final Source source;
  private final long seed;
  private final Map<String, List<Story.Chapter>> chapters = new HashMap<>();

  /** Keys of matters of which nothing more comes. */
  private final Set<String> ended = new HashSet<>();

  StorySource(Source source, Story story, long seed) {
    this.source = source;
    this.seed = seed;
    for (Story.Chapter chapter : story.chapters()) {
      chapters.computeIfAbsent(chapter.commune(), code -> new ArrayList<>()).add(chapter);
    }
  }

  @Override
  public Draft next() {
    Draft draft = source.next();
    while (draft != null) {
      draft = told(draft);
      if (draft != null) {
        return draft;
      }
      draft = source.next();
    }
    return null;
  }

  /** The draft as it is sent, or null when it is withheld. */
  private Draft told(Draft draft) {
    Event event = draft.event();
    List<Story.Chapter> own = chapters.get(event.communeCode());
    if (own == null) {
      return draft;
    }
    String key = event.stream() + " " + event.entityKey();
    if (ended.contains(key)) {
      return null;
    }
    for (Story.Chapter chapter : own) {
      if (!chapter.isBad(event.occurredAt())) {
        continue;
      }
      double fate = Dice.unitOf(seed, key);
      if (event instanceof PaymentEvent payment
          && chapter.trouble() == Story.Trouble.PAYMENT_FAILURES
          && payment.status() == PaymentStatus.SUCCEEDED
          && fate < PAYMENTS_FAILED) {
        ended.add(key);
        return Draft.of(failed(payment), draft.sendAt());
      }
      if (isWithheld(event, chapter.trouble(), fate)) {
        ended.add(key);
        return null;
      }
    }
    return draft;
  }

  private static boolean isWithheld(Event event, Story.Trouble trouble, double fate) {
    return switch (trouble) {
      case NO_SERVICE_REQUESTS -> event instanceof ServiceRequestEvent;
      case DOCUMENTS_BELOW_OWN_HISTORY -> event instanceof DocumentEvent && fate < DOCUMENTS_AWAY;
      case PAYMENT_FAILURES -> false;
      case OVERDUE_GROWS ->
          event instanceof ServiceRequestEvent request
              && request.doneAt() != null
              && fate < UNFINISHED;
    };
  }

  private static PaymentEvent failed(PaymentEvent payment) {
    return payment.toBuilder().status(PaymentStatus.FAILED).build();
  }
}
