package vn.cds.dashboard.access.grant;

/** Somebody may not do what they ask for. The message is a sentence for them, in English. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;
  private final String header;
  private final String value;
  private final String vietnamese;
  private final String user;

  private Refusal(
      int status,
      String error,
      String message,
      String header,
      String value,
      String vietnamese,
      String user) {
    super(message);
    this.status = status;
    this.error = error;
    this.header = header;
    this.value = value;
    this.vietnamese = vietnamese;
    this.user = user;
  }

  public static Refusal of(int status, String error, String message) {
    return new Refusal(status, error, message, null, null, "", null);
  }

  /** The same, with the sentence for a page. */
  public Refusal inVietnamese(String sentence) {
    return new Refusal(status, error, getMessage(), header, value, sentence, user);
  }

  /** The same, of somebody who is known: a user, or an address. */
  public Refusal by(String known) {
    return new Refusal(status, error, getMessage(), header, value, vietnamese, known);
  }

  public static Refusal forbidden(String message) {
    return of(403, "forbidden", message);
  }

  /** Pages are sent to the log-in page instead. */
  public static Refusal loginNeeded() {
    return of(401, "login_needed", "Log in first: open " + AccessPolicy.LOGIN + " in a browser.");
  }

  public static Refusal passwordNeeded() {
    return new Refusal(
        401,
        "unauthorized",
        "A user name and a password are needed.",
        "WWW-Authenticate",
        "Basic realm=\"board\", charset=\"UTF-8\"",
        "Cần tên người dùng và mật khẩu; hãy tải lại trang.",
        null);
  }

  /** Somebody tried; it is not told whether the name or the password was wrong. */
  public static Refusal passwordWrong(String user) {
    return passwordNeeded().by(user);
  }

  /** Whether it only asks to log in: nobody has tried yet. */
  public boolean isInvitation() {
    return status == 401 && user == null && (header != null || error.equals("login_needed"));
  }

  public static Refusal tooMany(String what, long seconds) {
    return new Refusal(
        429,
        "too_many_requests",
        what + " Try again in " + seconds + " s.",
        "Retry-After",
        Long.toString(seconds),
        "Hãy thử lại sau " + seconds + " giây.",
        null);
  }

  public static Refusal busy(String what, int seconds) {
    return new Refusal(
        503,
        "busy",
        what + " Try again in " + seconds + " s.",
        "Retry-After",
        Integer.toString(seconds),
        "Hãy thử lại sau " + seconds + " giây.",
        null);
  }

  /** Who was refused, for the audit log; null when that is not known. */
  public String user() {
    return user;
  }

  /** The message in Vietnamese; '' where it is never shown on a page. */
  public String vietnamese() {
    return vietnamese;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** A word for programs. */
  public String error() {
    return error;
  }

  /** A header that goes with the answer, or null. */
  public String header() {
    return header;
  }

  /** Its value, or null. */
  public String value() {
    return value;
  }
}
