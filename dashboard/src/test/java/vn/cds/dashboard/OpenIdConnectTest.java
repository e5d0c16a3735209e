package vn.cds.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import okhttp3.Headers;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.grant.AccessPolicy;

/** Log-in with a real OpenID provider, on a real board, also in a real Chromium. */
class OpenIdConnectTest {

  private static final String CLIENT = "cds-board";
  private static final String CANARY = "canary-client-secret";
  private static final String REALM = "ubnd";
  private static final String VIEWER = "{\"name\":\"Nguyễn An\",\"groups\":[\"hanoi-leaders\"]}";
  private static final String TOKEN_ANSWER =
      "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\"%s\"}";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static TestProvince province;
  private static MockOAuth2Server provider;
  private static TickingClock clock;
  private static Board board;
  private static CapturedLog log;

  /** What the provider answers for an ID token; '' an error, null the right one. */
  private static volatile String tampered;

  /** All that the provider answers for a code, with the tampered token for %s. */
  private static volatile String tokenAnswer = TOKEN_ANSWER;

  private final Map<String, String> cookies = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    province = new TestProvince();
    province.fill(38);
    province.excels(TestProvince.BIM_SON, 3);
    provider = new MockOAuth2Server(new OAuth2Config(true), new TamperedTokens());
    provider.start();
    log = new CapturedLog();
    clock = TickingClock.from(TestProvince.MORNING);
    board = start(0, "http://127.0.0.1:1");
    // The provider sends browsers back to the board's address, so its port must be known before.
    int port = board.port();
    board.close();
    board = start(port, "http://127.0.0.1:" + port);
  }

  private static Board start(int port, String url) throws IOException {
    Path file = Files.createTempFile(folder, "access", ".yaml");
    Files.writeString(
        file,
        """
        format: 1
        openid_connect:
          issuer: %s
          client_id: %s
          client_secret: env:BOARD_SECRET
          board_url: %s
          user_claim: sub
        sessions: {idle: PT30M, longest: PT8H}
        limits: {logins_per_minute: 1000}
        grants:
          - {group: hanoi-leaders, role: viewer, provinces: ["01"]}
          - {user: chief, role: administrator}
        """
            .formatted(provider.issuerUrl(REALM), CLIENT, url));
    AccessConfiguration access =
        AccessConfiguration.read(file, Map.of("BOARD_SECRET", CANARY), Roster.bundled());
    assertThat(access.toString()).doesNotContain("canary");
    return province.board().port(port).clock(clock).access(access).start();
  }

  @AfterAll
  static void stop() {
    log.close();
    board.close();
    provider.shutdown();
  }

  @BeforeEach
  void forget() {
    cookies.clear();
    clock.set(TestProvince.MORNING);
    tampered = null;
    tokenAnswer = TOKEN_ANSWER;
  }

  @AfterEach
  void noSecretIsInTheLog() {
    assertThat(log.text()).doesNotContain("canary");
  }

  @Test
  void everyAddressHasARule() {
    assertThat(board.paths()).contains("/login", "/login/callback", "/logout", "/signed-out");
    board.paths().forEach(path -> assertThat(AccessPolicy.of(path)).as(path).isNotNull());
  }

  @Test
  void withoutASessionPagesLeadToTheLoginAndAllElseIsRefused() throws Exception {
    for (String path : List.of("/api/v1/board", "/api/v1/stream", "/api/v1/me", "/assets/x.js")) {
      HttpResponse<String> refused = get(path);
      assertThat(refused.statusCode()).as(path).isEqualTo(401);
      assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(JSON.readTree(refused.body()).get("error").asText()).isEqualTo("login_needed");
    }
    HttpResponse<String> page = get("/communes/14797?period=year", "Accept", "text/html");
    assertThat(page.statusCode()).isEqualTo(303);
    assertThat(location(page)).isEqualTo("/login?next=%2Fcommunes%2F14797%3Fperiod%3Dyear");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void theCodeFlowHasEverythingThatMakesItSafe() throws Exception {
    HttpResponse<String> login = get("/login?next=/map");
    Map<String, String> asked = query(location(login));
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", CLIENT)
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("redirect_uri", board.url() + "/login/callback");
    assertThat(asked.get("state").length()).isGreaterThanOrEqualTo(43);
    assertThat(asked.get("nonce").length()).isGreaterThanOrEqualTo(43);
    assertThat(asked.get("code_challenge").length()).isEqualTo(43);

    HttpResponse<String> back = get(withoutHost(atProvider(location(login), "an", VIEWER)));
    assertThat(back.statusCode()).isEqualTo(303);
    assertThat(location(back)).isEqualTo("/map");
    String cookie =
        back.headers().allValues("Set-Cookie").stream()
            .filter(header -> header.startsWith("board="))
            .findFirst()
            .orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/").doesNotContain("Secure");
    RecordedRequest token = tokenRequest();
    assertThat(token.getHeader("Authorization"))
        .isEqualTo(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((CLIENT + ":" + CANARY).getBytes(StandardCharsets.UTF_8)));

    JsonNode me = JSON.readTree(get("/api/v1/me").body());
    assertThat(me.get("name").asText()).isEqualTo("Nguyễn An");
    assertThat(me.get("role").asText()).isEqualTo("viewer");
    assertThat(me.get("provinces").toString()).isEqualTo("[\"01\"]");
    assertThat(me.get("logout").asText()).isEqualTo("/logout");
  }

  @Test
  void anAnswerIsTakenOnceAndFromItsOwnBrowserAlone() throws Exception {
    String answer = withoutHost(atProvider(location(get("/login")), "chief", "{}"));
    Map<String, String> own = Map.copyOf(cookies);
    cookies.clear();
    assertThat(get(answer).statusCode()).as("another browser").isEqualTo(400);
    cookies.putAll(own);
    assertThat(get(answer).statusCode()).as("burnt by the attempt").isEqualTo(400);

    answer = withoutHost(atProvider(location(get("/login")), "chief", "{}"));
    own = Map.copyOf(cookies);
    assertThat(get(answer).statusCode()).isEqualTo(303);
    cookies.putAll(own);
    HttpResponse<String> replayed = get(answer);
    assertThat(replayed.statusCode()).as("replayed").isEqualTo(400);
    assertThat(replayed.body()).contains("Lần đăng nhập này", "log in again");
    assertThat(get("/login/callback?code=x&state=invented").statusCode()).isEqualTo(400);
    assertThat(get("/login/callback").statusCode()).isEqualTo(400);

    answer = withoutHost(atProvider(location(get("/login")), "chief", "{}"));
    clock.leap(Duration.ofMinutes(11));
    assertThat(get(answer).statusCode()).as("too late").isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forged",
        "unsigned",
        "symmetric",
        "expired",
        "audience",
        "issuer",
        "nonce",
        "party",
        "error"
      })
  void anUntrueTokenLetsNobodyIn(String fault) throws Exception {
    Map<String, String> asked = query(location(get("/login")));
    tampered = fault.equals("error") ? "" : token(fault, asked.get("nonce"));
    HttpResponse<String> refused = get("/login/callback?code=x&state=" + asked.get("state"));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(refused.headers().allValues("Set-Cookie")).noneMatch(c -> c.startsWith("board="));
    assertThat(get("/api/v1/me").statusCode()).isEqualTo(401);
  }

  /** An ID token that would be right but for one thing. */
  private static String token(String fault, String nonce) throws Exception {
    SignedJWT right =
        provider.issueToken(
            fault.equals("issuer") ? "other" : REALM,
            fault.equals("party") ? "another-client" : CLIENT,
            new DefaultOAuth2TokenCallback(
                REALM,
                "chief",
                "JWT",
                List.of(fault.equals("audience") ? "another-client" : CLIENT),
                Map.of("nonce", fault.equals("nonce") ? "other" : nonce),
                fault.equals("expired") ? -600 : 600));
    switch (fault) {
      case "forged" -> {
        SignedJWT forged = new SignedJWT(right.getHeader(), right.getJWTClaimsSet());
        forged.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
        return forged.serialize();
      }
      case "unsigned" -> {
        return new PlainJWT(right.getJWTClaimsSet()).serialize();
      }
      case "symmetric" -> {
        SignedJWT symmetric =
            new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), right.getJWTClaimsSet());
        symmetric.sign(new com.nimbusds.jose.crypto.MACSigner(CANARY.repeat(3)));
        return symmetric.serialize();
      }
      default -> {
        return right.serialize();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'access_token':'canary-token','token_type':'Bearer'} | 403",
        "{'access_token':'canary-token','token_type':'Bearer','id_token':'canary' | 403",
        "{'access_token':'canary-token','token_type':'Bearer','id_token':7} | 403",
        "canary-token | 403",
      })
  void anAnswerThatIsNotAsTheProtocolHasItIsRefusedWithANumber(String answer, int status)
      throws Exception {
    Map<String, String> asked = query(location(get("/login")));
    tampered = "unused";
    tokenAnswer = answer.replace('\'', '"');
    HttpResponse<String> refused = get("/login/callback?code=x&state=" + asked.get("state"));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
    assertThatItsIncidentIsInTheLog(refused);
  }

  @Test
  void anAnswerThatIsTooLargeIsNotRead() throws Exception {
    Map<String, String> asked = query(location(get("/login")));
    tampered = token("", asked.get("nonce"));
    tokenAnswer = TOKEN_ANSWER.replace("\"x\"", "\"" + "x".repeat(2 << 20) + "\"");
    HttpResponse<String> refused = get("/login/callback?code=x&state=" + asked.get("state"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThatItsIncidentIsInTheLog(refused);
    assertThat(log.text()).contains("its answer is larger than");
  }

  private static void assertThatItsIncidentIsInTheLog(HttpResponse<String> refused) {
    Matcher incident = Pattern.compile("Incident ([0-9a-f]{8})").matcher(refused.body());
    assertThat(incident.find()).as(refused.body()).isTrue();
    assertThat(log.lines(incident.group())).isNotEmpty();
    assertThat(refused.body()).contains("Mã sự cố: " + incident.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"&state=%s", "&code=y", "&iss=x&iss=y"})
  void whatStandsTwiceInAnAnswerIsRefused(String again) throws Exception {
    Map<String, String> asked = query(location(get("/login")));
    tampered = token("", asked.get("nonce"));
    HttpResponse<String> refused =
        get(
            "/login/callback?code=x&state="
                + asked.get("state")
                + again.formatted(asked.get("state")));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(get("/login/callback?access_token=x&state=" + asked.get("state")).statusCode())
        .as("without a code")
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'hanoi-leaders'", "['/hanoi-leaders']", "['x','hanoi-leaders']"})
  void groupsAreTakenInEachForm(String groups) throws Exception {
    login("an", "{'groups':%s}".formatted(groups).replace('\'', '"'));
    assertThat(JSON.readTree(get("/api/v1/me").body()).get("role").asText()).isEqualTo("viewer");
  }

  @Test
  void whoComesInAndGoesAndIsRefusedIsInTheLog() throws Exception {
    login("an", VIEWER);
    post("/logout", "Origin", board.url());
    get(withoutHost(atProvider(location(get("/login")), "stranger", "{}")));
    assertThat(log.lines("audit"))
        .anyMatch(line -> line.contains("event=login user=\"user an\" address=\"127.0.0.1\""))
        .anyMatch(line -> line.contains("event=logout user=\"user an\" address=\"127.0.0.1\""))
        .anyMatch(
            line ->
                line.contains("event=refused user=\"user stranger\"")
                    && line.contains("path=\"/login/callback\" status=403 error=forbidden"));
    assertThat(log.text()).doesNotContain("code=", "state=", "Nguyễn An");
  }

  @Test
  void aTokenThatIsRightLetsIn() throws Exception {
    // Else the tokens above could be refused for another reason.
    Map<String, String> asked = query(location(get("/login")));
    tampered = token("", asked.get("nonce"));
    assertThat(get("/login/callback?code=x&state=" + asked.get("state")).statusCode())
        .isEqualTo(303);
    assertThat(JSON.readTree(get("/api/v1/me").body()).get("role").asText())
        .isEqualTo("administrator");
  }

  @Test
  void whoWasGrantedNothingIsToldSo() throws Exception {
    HttpResponse<String> refused =
        get(withoutHost(atProvider(location(get("/login")), "stranger", "{}")));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("Bạn chưa vào được", "Bạn chưa được cấp quyền", "Nothing is granted to you");
    HttpResponse<String> error =
        get(
            "/login/callback?error=access_denied&state="
                + query(location(get("/login"))).get("state"));
    assertThat(error.statusCode()).isEqualTo(403);
    assertThat(error.body()).contains("access_denied");
  }

  @ParameterizedTest
  @CsvSource({
    "/map?period=year, /map?period=year",
    "https://evil.example/, /",
    "//evil.example/, /",
    "/\\evil.example/, /",
    "/%09/evil.example, /",
    "javascript:alert(1), /",
    "/login, /",
    "'', /",
  })
  void theWayBackStaysOnTheBoard(String next, String target) throws Exception {
    String decoded = next.replace("%09", "\t");
    HttpResponse<String> login =
        get("/login?next=" + URLEncoder.encode(decoded, StandardCharsets.UTF_8));
    HttpResponse<String> back = get(withoutHost(atProvider(location(login), "chief", "{}")));
    assertThat(location(back)).isEqualTo(target);
  }

  @Test
  void aSessionEndsIdleOrAfterItsLongestTimeOrByLoggingOut() throws Exception {
    login("an", VIEWER);
    for (int times = 1; times <= 16; times++) {
      clock.leap(Duration.ofMinutes(29));
      assertThat(get("/api/v1/me").statusCode()).as(times + " × 29 min").isEqualTo(200);
    }
    clock.leap(Duration.ofMinutes(17));
    assertThat(get("/api/v1/me").statusCode()).as("longest").isEqualTo(401);

    login("an", VIEWER);
    clock.leap(Duration.ofMinutes(30));
    assertThat(get("/api/v1/me").statusCode()).as("idle").isEqualTo(401);

    login("an", VIEWER);
    String session = cookies.get("board");
    assertThat(post("/logout", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
    assertThat(get("/logout").statusCode()).as("never by a link").isEqualTo(405);
    assertThat(get("/api/v1/me").statusCode()).isEqualTo(200);
    HttpResponse<String> out = post("/logout", "Origin", board.url());
    String next = JSON.readTree(out.body()).get("next").asText();
    assertThat(next).startsWith(provider.endSessionEndpointUrl(REALM).toString());
    assertThat(query(next))
        .containsKey("id_token_hint")
        .containsEntry("post_logout_redirect_uri", board.url() + "/signed-out");
    cookies.put("board", session);
    assertThat(get("/api/v1/me").statusCode()).as("the old id is worth nothing").isEqualTo(401);
    assertThat(get("/signed-out").body()).contains("Bạn đã đăng xuất", "You are logged out");
  }

  @Test
  void anOpenStreamEndsWithItsSession() throws Exception {
    login("an", VIEWER);
    HttpResponse<InputStream> stream =
        HTTP.send(
            request("/api/v1/stream?province=38").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = stream.body()) {
      assertThat(body.read()).isPositive();
      clock.leap(Duration.ofHours(9));
      province.excels(TestProvince.HAC_THANH, 100);
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> body.transferTo(OutputStream.nullOutputStream()));
    }
  }

  @Test
  void aProviderThatIsAwayIsToldAndTheBoardStarts() throws Exception {
    Path file = folder.resolve("away.yaml");
    Files.writeString(
        file,
        """
        format: 1
        openid_connect: {issuer: "http://127.0.0.1:1/x", client_id: c, board_url: "http://127.0.0.1"}
        grants: [{user: "*", role: viewer, provinces: [all]}]
        """);
    AccessConfiguration access = AccessConfiguration.read(file, Map.of(), Roster.bundled());
    try (Board other = province.board().access(access).start()) {
      HttpResponse<String> away =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(other.url() + "/login")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(away.statusCode()).isEqualTo(503);
      assertThat(away.body()).contains("Dịch vụ đăng nhập không trả lời");
    }
  }

  @Tag("slow")
  @Test
  void somebodyLogsInAndOutInTheBrowser() {
    try (BoardBrowser browser = new BoardBrowser()) {
      Page page = browser.page(1280, 900, 1, ColorScheme.LIGHT);
      // The provider's own page asks for them.
      page.route(
          "http://fonts.googleapis.com/**",
          route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions().setBody("")));
      page.navigate(board.url() + "/map?period=year");
      page.locator("input[name=username]").fill("binh");
      page.locator("textarea[name=claims], input[name=claims]").fill(VIEWER);
      page.locator("[type=submit]").click();
      assertThat(page).hasURL(board.url() + "/map?period=year");
      assertThat(page.locator(".account")).containsText("Nguyễn An");
      page.navigate(board.url() + "/?province=38");
      assertThat(page.locator("tr[data-code='14812']")).containsText("ít hơn 10 hồ sơ");
      assertThat(page.locator("tr[data-code='14812']")).not().containsText("NaN");
      assertThat(BoardBrowser.violations(page)).isEmpty();
      page.navigate(board.url() + "/communes/14812");
      assertThat(page.locator("main")).containsText("ít hơn 10 hồ sơ");
      assertThat(page.locator("main")).containsText("chỉ người trong tỉnh");
      assertThat(page.locator("main")).not().containsText("NaN");
      page.locator(".account summary").click();
      page.locator(".account button").click();
      page.waitForURL(url -> !url.startsWith(board.url() + "/communes"));
      page.navigate(board.url() + "/signed-out");
      assertThat(page.locator("h1")).hasText("Bạn đã đăng xuất");
      assertThat(BoardBrowser.violations(page)).isEmpty();
      page.locator("a").click();
      assertThat(page.locator("input[name=username]")).isVisible();
      assertThat(browser.complaints())
          .as("what went wrong on the board's own pages")
          .filteredOn(complaint -> !complaint.startsWith("request: http://localhost:"))
          .filteredOn(complaint -> !complaint.startsWith("request: http://fonts.googleapis.com/"))
          .filteredOn(complaint -> !complaint.contains("403 (Forbidden)"))
          .isEmpty();
    }
  }

  // The steps of a log-in

  private void login(String user, String claims) throws Exception {
    cookies.clear();
    HttpResponse<String> back = get(withoutHost(atProvider(location(get("/login")), user, claims)));
    assertThat(back.statusCode()).as(back.body()).isEqualTo(303);
  }

  /** Fills in the provider's form and tells where it sends the browser. */
  private static String atProvider(String address, String user, String claims) throws Exception {
    String form =
        "username=" + user + "&claims=" + URLEncoder.encode(claims, StandardCharsets.UTF_8);
    HttpResponse<String> sent =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(302);
    return location(sent);
  }

  private static RecordedRequest tokenRequest() throws InterruptedException {
    RecordedRequest request = provider.takeRequest();
    while (!request.getPath().endsWith("/token")) {
      request = provider.takeRequest();
    }
    return request;
  }

  private static String withoutHost(String address) {
    return address.substring(board.url().length());
  }

  private static String location(HttpResponse<?> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }

  private static Map<String, String> query(String address) {
    return URLUtils.parseParameters(URI.create(address).getRawQuery()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get(0)));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(board.url() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return remember(
        HTTP.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofString()));
  }

  private HttpResponse<String> post(String path, String... headers) throws Exception {
    return remember(
        HTTP.send(
            request(path, headers).POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString()));
  }

  private HttpResponse<String> remember(HttpResponse<String> response) {
    for (String header : response.headers().allValues("Set-Cookie")) {
      HttpCookie cookie = HttpCookie.parse(header).get(0);
      if (cookie.getMaxAge() == 0) {
        cookies.remove(cookie.getName());
      } else {
        cookies.put(cookie.getName(), cookie.getValue());
      }
    }
    return response;
  }

  /** Answers of the provider's token endpoint that somebody on the way has changed. */
  private static final class TamperedTokens implements Route {

    @Override
    public boolean match(OAuth2HttpRequest request) {
      return tampered != null && request.getUrl().encodedPath().endsWith("/token");
    }

    @Override
    public OAuth2HttpResponse invoke(OAuth2HttpRequest request) {
      boolean error = tampered.isEmpty();
      return new OAuth2HttpResponse(
          Headers.of("Content-Type", "application/json"),
          error ? 400 : 200,
          error ? "{\"error\":\"invalid_grant\"}" : tokenAnswer.formatted(tampered),
          null);
    }
  }
}
