package vn.cds.dashboard.access;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A small page beside the board, in both languages, for those who are not logged in. */
final class Notice {

  private static final Template PAGE = template();

  private final int status;
  private final String vietnamese;
  private final String english;
  private final String detail;

  private Notice(int status, String vietnamese, String english, String detail) {
    this.status = status;
    this.vietnamese = vietnamese;
    this.english = english;
    this.detail = detail;
  }

  static Notice signedOut() {
    return new Notice(200, "Bạn đã đăng xuất", "You are logged out", "");
  }

  /** Why somebody did not get in. */
  static Notice of(Refusal refusal) {
    return switch (refusal.status()) {
      case 403 ->
          new Notice(
              403,
              "Bạn chưa vào được bảng theo dõi",
              "You cannot enter the board",
              refusal.getMessage());
      case 429 ->
          new Notice(
              429, "Quá nhiều lần đăng nhập", "Too many attempts to log in", refusal.getMessage());
      case 503 ->
          new Notice(
              503,
              "Dịch vụ đăng nhập không trả lời",
              "The log-in service does not answer",
              refusal.getMessage());
      default ->
          new Notice(
              refusal.status(),
              "Lần đăng nhập này không hoàn tất được",
              "This log-in could not be completed",
              refusal.getMessage());
    };
  }

  void show(Context context) {
    context
        .status(status)
        .header("Cache-Control", "no-store")
        .contentType("text/html; charset=utf-8")
        .result(
            PAGE.execute(Map.of("vietnamese", vietnamese, "english", english, "detail", detail)));
  }

  private static Template template() {
    try (InputStream file = Notice.class.getResourceAsStream("notice.html")) {
      return Mustache.compiler()
          .emptyStringIsFalse(true)
          .compile(new InputStreamReader(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
