package vn.cds.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.grant.Grant;
import vn.cds.dashboard.access.grant.Grants;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Right;
import vn.cds.dashboard.access.grant.Role;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.access.limit.RateLimits;
import vn.cds.dashboard.access.log.LogText;
import vn.cds.dashboard.access.login.GroupsClaim;
import vn.cds.dashboard.access.login.Sessions;

class AccessConfigurationTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("CDS_BOARD_CLIENT_SECRET", "canary-secret");

  @TempDir Path dir;

  private AccessConfiguration read(String text) throws IOException {
    Path file = dir.resolve("access.yaml");
    Files.writeString(file, text);
    return AccessConfiguration.read(file, ENVIRONMENT, Roster.bundled());
  }

  private static String example() throws IOException {
    try (InputStream file = AccessConfiguration.class.getResourceAsStream("access.yaml")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void readsTheExample() throws IOException {
    AccessConfiguration access = read(example());
    assertThat(access.openIdConnect().secret().reveal()).isEqualTo("canary-secret");
    assertThat(access.openIdConnect().scopes()).containsExactly("openid", "profile");
    assertThat(access.openIdConnect().userClaim()).isEqualTo("preferred_username");
    assertThat(access.sessions().idle()).isEqualTo(Duration.ofHours(1));
    assertThat(access.grants().of("x", List.of("thanh-hoa-operators")))
        .containsExactlyInAnyOrder(
            new Grant(Role.VIEWER, Set.of()), new Grant(Role.OPERATOR, Set.of("38")));
    assertThat(access + access.way()).doesNotContain("canary");
  }

  @Test
  void theSwitchedOffPartsOfTheExampleAreRight() throws IOException {
    String text = example();
    String oidc = text.substring(text.indexOf("openid_connect:"), text.indexOf("# 2."));
    String proxy =
        text.replace(oidc, "")
            .replace("# trusted_proxy:", "trusted_proxy:")
            .replace("#   user_header", "  user_header")
            .replace("#   groups_header", "  groups_header")
            .replace("# sessions: {", "sessions: {")
            .replace("# limits: {", "limits: {");
    assertThat(read(proxy).proxy())
        .isEqualTo(new AccessConfiguration.ProxyHeaders("X-Forwarded-User", "X-Forwarded-Groups"));
    assertThat(read(proxy).limits()).isEqualTo(RateLimits.Settings.DEFAULT);
    assertThat(read(proxy).sessions()).isEqualTo(Sessions.Settings.DEFAULT);
  }

  @Test
  void namesEveryFaultWithItsLine() {
    String text =
        """
        format: 2
        openid_connect:
          issuer: http://login.example.vn
          client_id:
          client_secret: canary-in-the-file
          board_url: https://board.example.vn/board
        proxies: [10.0.0.300, board.example.vn, 10.0.0.0/33, "fd00::/8"]
        sessions: {idle: PT1S}
        limits: {streams: none}
        grants:
          - user: an
            role: king
            provinces: [38]
          - user: an
            group: b
            role: viewer
            provinces: [38]
          - group: c
            role: operator
          - group: d
            role: viewer
            provinces: [99]
          - group: e
            role: administrator
            provinces: [38]
        colour: red
        """;
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            InvalidDataFile.class,
            e -> {
              assertThat(e.errors().stream().map(error -> error.split(" ", 3)).toList())
                  .extracting(words -> words[0] + ' ' + words[1])
                  .containsExactlyInAnyOrder(
                      "access.yaml:1: format",
                      "access.yaml:3: issuer",
                      "access.yaml:4: client_id",
                      "access.yaml:5: client_secret",
                      "access.yaml:6: board_url",
                      "access.yaml:7: proxies",
                      "access.yaml:7: proxies",
                      "access.yaml:7: proxies",
                      "access.yaml:8: idle",
                      "access.yaml:9: streams",
                      "access.yaml:12: role",
                      "access.yaml:14: user",
                      "access.yaml:18: provinces",
                      "access.yaml:22: provinces",
                      "access.yaml:25: provinces",
                      "access.yaml:26: colour");
              assertThat(e.getMessage()).doesNotContain("canary");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "::/0", "0.0.0.0/1", "2000::/3"})
  void aProxyIsNotTheWholeNetwork(String block) {
    assertThatThrownBy(
            () ->
                read(
                    """
                    format: 1
                    trusted_proxy: {user_header: X-User}
                    proxies: ["%s"]
                    grants: [{user: a, role: administrator}]
                    """
                        .formatted(block)))
        .isInstanceOf(InvalidDataFile.class)
        .hasMessageContaining("access.yaml:3: proxies has \"" + block + "\", so anybody could say")
        .hasMessageContaining("10.0.0.5");
  }

  @Test
  void aPathOfAGroupIsTheSameWithoutItsSlash() {
    Grants grants =
        new Grants(
            Map.of(),
            Map.of(
                "ubnd/operators", List.of(new Grant(Role.OPERATOR, Set.of("38"))),
                "/leaders", List.of(new Grant(Role.VIEWER, Set.of("38")))));
    assertThat(grants.of("x", List.of("/ubnd/operators"))).hasSize(1);
    assertThat(grants.of("x", List.of("leaders", "ubnd/operators"))).hasSize(2);
    assertThatThrownBy(() -> grants.of("x", List.of("operators", "/x/leaders")))
        .isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "groups | {'groups': ['a', 'b']} | a,b",
        "groups | {'groups': 'a,b'} | 'a,b'",
        "groups | {} | ''",
        "realm_access.roles | {'realm_access': {'roles': ['a']}} | a",
        "resource_access.cds.board.roles | {'resource_access': {'cds.board': {'roles': 'a'}}} | a",
        "https://x.vn/groups | {'https://x.vn/groups': ['a']} | a",
      })
  void groupsAreReadInEachForm(String name, String claims, String groups) throws Exception {
    List<String> found =
        GroupsClaim.in(
            com.nimbusds.jose.util.JSONObjectUtils.parse(claims.replace('\'', '"')), name);
    assertThat(String.join(",", found)).isEqualTo(groups);
    assertThat(found).hasSizeLessThanOrEqualTo(claims.contains("[") ? 2 : 1);
  }

  @Test
  void groupsOfNoKnownFormAreRefusedWithAReason() {
    for (Object told : List.of(7, Map.of("a", 1), List.of(Map.of("name", "a")))) {
      assertThatThrownBy(() -> GroupsClaim.in(Map.of("groups", told), "groups"))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("claim groups is neither a name nor a list of names");
    }
  }

  @Test
  void textFromOutsideStaysInItsLineOfTheLog() {
    assertThat(LogText.quoted("an\r\nroot \u202e\"\\" + "x".repeat(300)))
        .startsWith("\"an\\u{d}\\u{a}root \\u{202e}\\\"\\\\xx")
        .endsWith("x…\"");
    assertThat(LogText.quoted("Nguyễn An")).isEqualTo("\"Nguyễn An\"");
  }

  @Test
  void aNameWithACharacterThatNobodySeesIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    format: 1
                    trusted_proxy: {user_header: X-User}
                    proxies: [127.0.0.1]
                    grants: [{user: "an\u200B", role: administrator}]
                    """))
        .hasMessageContaining("access.yaml:4: user has the character U+200B");
  }

  @Test
  void oneWayIsNeededAndSomebodyToComeIn() {
    assertThatThrownBy(() -> read("format: 1\n"))
        .hasMessageContaining("must name one way to log in")
        .hasMessageContaining("nobody could come in");
    assertThatThrownBy(
            () ->
                read(
                    """
                    format: 1
                    trusted_proxy: {user_header: X-User}
                    grants: [{user: a, role: administrator}]
                    """))
        .hasMessageContaining("name the addresses of the proxy");
  }

  @Test
  void aWrongPasswordsFileIsToldByItsOwnLines() throws IOException {
    Files.writeString(
        dir.resolve("users"), "# users\nan:canary-plain-password\nbinh\n" + "c:pbkdf2-sha512:1\n");
    assertThatThrownBy(
            () ->
                read(
                    """
                    format: 1
                    passwords_file: users
                    grants: [{user: "*", role: viewer, provinces: [all]}]
                    """))
        .hasMessageContaining("users:2: is not NAME:HASH")
        .hasMessageContaining("users:3:")
        .hasMessageContaining("users:4:")
        .hasMessageContaining("./cds password")
        .hasMessageNotContaining("canary");
  }

  /** The table of docs/operations.md. */
  @ParameterizedTest
  @CsvSource({
    // right, role, provinces, own, others, country
    "SMALL_CELLS,      viewer,        38,  true,  false, false",
    "SMALL_CELLS,      viewer,        all, true,  true,  true",
    "SMALL_CELLS,      viewer,        '',  false, false, false",
    "SMALL_CELLS,      operator,      38,  true,  false, false",
    "SMALL_CELLS,      administrator, all, true,  true,  true",
    "DOSSIERS,         viewer,        38,  true,  false, false",
    "DOSSIERS,         operator,      38,  true,  false, false",
    "DOSSIERS,         administrator, all, true,  true,  true",
    "ALERT_FIGURES,    viewer,        38,  true,  false, false",
    "ALERT_FIGURES,    operator,      38,  true,  false, false",
    "ALERT_FIGURES,    administrator, all, true,  true,  true",
    "REJECTED_RECORDS, viewer,        38,  false, false, false",
    "REJECTED_RECORDS, viewer,        all, false, false, false",
    "REJECTED_RECORDS, operator,      38,  true,  false, false",
    "REJECTED_RECORDS, administrator, all, true,  true,  true",
  })
  void rightsAreThoseOfTheTable(
      Right right, String role, String provinces, boolean own, boolean others, boolean country) {
    Set<String> reach =
        provinces.equals("all") ? null : provinces.isEmpty() ? Set.of() : Set.of(provinces);
    Visitor visitor =
        Visitor.lasting(
            "x",
            "x",
            List.of(new Grant(Role.valueOf(role.toUpperCase(java.util.Locale.ROOT)), reach)));
    assertThat(right.isOf(visitor, "38")).isEqualTo(own);
    assertThat(right.isOf(visitor, "01")).isEqualTo(others);
    assertThat(right.isOf(visitor, "")).isEqualTo(country);
  }

  @Test
  void grantsAddUpWithoutReachingFurther() {
    Visitor visitor =
        Visitor.lasting(
            "x",
            "x",
            List.of(new Grant(Role.OPERATOR, Set.of("38")), new Grant(Role.VIEWER, Set.of("01"))));
    assertThat(Right.DOSSIERS.isOf(visitor, "01")).isTrue();
    assertThat(Right.REJECTED_RECORDS.isOf(visitor, "38")).isTrue();
    assertThat(Right.REJECTED_RECORDS.isOf(visitor, "01")).isFalse();
    assertThat(visitor.role()).isEqualTo(Role.OPERATOR);
    assertThat(visitor.provinces()).containsExactly("01", "38");
  }
}
