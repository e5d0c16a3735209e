package vn.cds.dashboard.access.login;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import vn.cds.dashboard.access.grant.Refusal;

/** A small page beside the board, in both languages, for those who are not logged in. */
public final class Notice {

  private static final Template PAGE = template();

  private final int status;
  private final String vietnamese;
  private final String english;
  private final String vietnameseDetail;
  private final String englishDetail;

  private Notice(
      int status,
      String vietnamese,
      String english,
      String vietnameseDetail,
      String englishDetail) {
    this.status = status;
    this.vietnamese = vietnamese;
    this.english = english;
    this.vietnameseDetail = vietnameseDetail;
    this.englishDetail = englishDetail;
  }

  private static Notice of(Refusal refusal, String vietnamese, String english) {
    return new Notice(
        refusal.status(), vietnamese, english, refusal.vietnamese(), refusal.getMessage());
  }

  static Notice signedOut() {
    return new Notice(200, "Bạn đã đăng xuất", "You are logged out", "", "");
  }

  /** Why somebody did not get in. */
  public static Notice of(Refusal refusal) {
    return switch (refusal.status()) {
      case 401 -> of(refusal, "Cần đăng nhập", "Log in first");
      case 421 ->
          of(
              refusal,
              "Không mở được bảng theo dõi ở địa chỉ này",
              "The board is not at this address");
      case 403 -> of(refusal, "Bạn chưa vào được bảng theo dõi", "You cannot enter the board");
      case 429 -> of(refusal, "Quá nhiều yêu cầu", "Too many requests");
      case 503 ->
          refusal.error().equals("busy")
              ? of(refusal, "Bảng theo dõi đang bận", "The board is busy")
              : of(
                  refusal, "Dịch vụ đăng nhập không trả lời", "The log-in service does not answer");
      default ->
          of(
              refusal,
              "Lần đăng nhập này không hoàn tất được",
              "This log-in could not be completed");
    };
  }

  void show(Context context) {
    context
        .status(status)
        .header("Cache-Control", "no-store")
        .contentType("text/html; charset=utf-8")
        .result(html());
  }

  public String html() {
    return PAGE.execute(
        Map.of(
            "vietnamese", vietnamese,
            "english", english,
            "vietnameseDetail", vietnameseDetail,
            "englishDetail", englishDetail));
  }

  private static Template template() {
    try (InputStream file =
        Notice.class.getResourceAsStream("/vn/cds/dashboard/access/notice.html")) {
      return Mustache.compiler()
          .emptyStringIsFalse(true)
          .compile(new InputStreamReader(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
