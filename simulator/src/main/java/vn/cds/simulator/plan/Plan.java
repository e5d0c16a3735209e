package vn.cds.simulator.plan;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import vn.cds.simulator.plan.Settings.Range;

/** The numbers of a scenario; province-today.properties says what each means. */
public record Plan(
    String province,
    int days,
    Volumes volumes,
    Shares shares,
    double silent,
    double dayLate,
    double delaySeconds,
    double retractions,
    double byDay,
    Dossiers dossiers,
    Payments payments,
    Documents documents,
    Season season,
    Live live,
    Duration window,
    History history) {

  record Volumes(
      double median,
      double sigma,
      double least,
      double most,
      double documents,
      double payments,
      double households) {}

  record Shares(
      Range onTime,
      Range online,
      Range postal,
      Range paidOnline,
      Range electronicResult,
      Map<DossierFact, Range> facts,
      Range dissatisfied,
      Range rated,
      Range synchronised,
      Range signedPersonally,
      Range signedByOrganisation,
      Range electronicDocument,
      Range cashless) {}

  public record Dossiers(
      double corrected,
      double refused,
      double withdrawn,
      double stopped,
      double supplemented,
      double supplementedAgain,
      double prolonged,
      double undated,
      double endForgotten,
      double earlier) {

    Dossiers corrected(double share) {
      return new Dossiers(
          share,
          refused,
          withdrawn,
          stopped,
          supplemented,
          supplementedAgain,
          prolonged,
          undated,
          endForgotten,
          earlier);
    }
  }

  public record Payments(double failed, double mismatched, double reversed, double withPayer) {}

  public record Documents(double outgoing, double secret, double refused, double recalled) {}

  public record Season(
      double[] counterHours,
      double[] onlineHours,
      double[] weekdays,
      double[] months,
      double holidays,
      Set<LocalDate> closed) {}

  public record Live(
      boolean backlog, int backlogLeast, double backlogDays, double compression, double[] mix) {}

  public record History(
      int year,
      long documents,
      long secret,
      long outgoing,
      long signedPersonally,
      long signedByOrganisation,
      long electronic) {}

  public Plan withCorrected(double share) {
    return with(dossiers.corrected(share), retractions, byDay);
  }

  public Plan withRetractions(double share) {
    return with(dossiers, share, byDay);
  }

  public Plan withByDay(double share) {
    return with(dossiers, retractions, share);
  }

  private Plan with(Dossiers changedDossiers, double changedRetractions, double changedByDay) {
    return new Plan(
        province,
        days,
        volumes,
        shares,
        silent,
        dayLate,
        delaySeconds,
        changedRetractions,
        changedByDay,
        changedDossiers,
        payments,
        documents,
        season,
        live,
        window,
        history);
  }

  private static Map<DossierFact, Range> facts(Settings s) {
    Map<DossierFact, Range> shares = new EnumMap<>(DossierFact.class);
    for (DossierFact fact : DossierFact.values()) {
      shares.put(fact, s.range(fact.setting()));
    }
    return Collections.unmodifiableMap(shares);
  }

  static Plan read(Settings s) {
    return new Plan(
        s.text("province"),
        (int) s.whole("days"),
        new Volumes(
            s.number("dossiers.median"),
            s.number("dossiers.sigma"),
            s.number("dossiers.least"),
            s.number("dossiers.most"),
            s.number("documents.per-dossier"),
            s.number("payments.per-dossier"),
            s.number("households.per-dossier")),
        new Shares(
            s.range("share.on-time"),
            s.range("share.online"),
            s.range("share.postal"),
            s.range("share.paid-online"),
            s.range("share.electronic-result"),
            facts(s),
            s.range("share.dissatisfied"),
            s.range("share.rated"),
            s.range("share.synchronised"),
            s.range("share.signed-personally"),
            s.range("share.signed-by-organisation"),
            s.range("share.electronic-document"),
            s.range("share.cashless")),
        s.number("communes.silent"),
        s.number("communes.day-late"),
        s.number("delay.seconds"),
        s.number("retractions"),
        s.number("by-day"),
        new Dossiers(
            s.number("dossiers.corrected"),
            s.number("dossiers.refused"),
            s.number("dossiers.withdrawn"),
            s.number("dossiers.stopped"),
            s.number("dossiers.supplemented"),
            s.number("dossiers.supplemented-again"),
            s.number("dossiers.prolonged"),
            s.number("dossiers.undated"),
            s.number("dossiers.end-forgotten"),
            s.has("earlier") ? s.number("earlier") : 0),
        new Payments(
            s.number("payments.failed"),
            s.number("payments.mismatched"),
            s.number("payments.reversed"),
            s.number("payments.with-payer")),
        new Documents(
            s.number("documents.outgoing"),
            s.number("documents.secret"),
            s.number("documents.refused"),
            s.number("documents.recalled")),
        new Season(
            s.numbers("hours.counter", 24),
            s.numbers("hours.online", 24),
            s.numbers("weekdays", 7),
            s.numbers("months", 12),
            s.number("holidays"),
            s.texts("closed").stream().map(LocalDate::parse).collect(Collectors.toSet())),
        s.has("compression")
            ? new Live(
                Boolean.parseBoolean(s.text("backlog")),
                (int) s.whole("backlog.least"),
                s.number("backlog.days"),
                s.number("compression"),
                s.numbers("mix", 3))
            : new Live(false, 0, 0, 240, new double[] {0.45, 0.25, 0.30}),
        s.has("window.minutes") ? Duration.ofMinutes(s.whole("window.minutes")) : null,
        s.has("year")
            ? new History(
                (int) s.whole("year"),
                s.whole("history.documents"),
                s.whole("history.secret"),
                s.whole("history.outgoing"),
                s.whole("history.signed-personally"),
                s.whole("history.signed-by-organisation"),
                s.whole("history.electronic"))
            : null);
  }
}
