package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The licences of what the page brings along are served beside it. */
class LicensesTest {
  private final Path page;

  LicensesTest() throws URISyntaxException {
    page = Path.of(Board.class.getResource("web/index.html").toURI()).getParent();
  }

  @Test
  void everyFontHasItsLicence() throws IOException {
    try (Stream<Path> assets = Files.list(page.resolve("assets"))) {
      List<String> fonts =
          assets.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".woff2")).toList();
      assertThat(fonts).isNotEmpty();
      for (String font : fonts) {
        String family = font.startsWith("inter-") ? "inter" : "be-vietnam-pro";
        assertThat(font).startsWith(family);
        assertThat(page.resolve("licenses").resolve(family + ".txt"))
            .content()
            .contains("SIL Open Font License, Version 1.1");
      }
    }
  }

  @Test
  void bundledScriptsHaveTheirs() {
    assertThat(page.resolve("licenses/scripts.md")).content().contains("## svelte", "MIT", "ISC");
  }
}
