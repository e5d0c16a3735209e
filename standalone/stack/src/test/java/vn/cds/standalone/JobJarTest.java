package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the jars that operators submit say of the libraries in them. */
class JobJarTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));

  /** Licences that ask for no more than their text and notices. Another one is read first. */
  private static final Set<String> KNOWN =
      Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT");

  /** Compiled against and not bundled. */
  private static final Set<String> NOT_BUNDLED = Set.of("slf4j-api");

  @ParameterizedTest
  @ValueSource(strings = {"metrics", "alerts"})
  void everyLibraryHasItsLicence(String module) throws IOException {
    try (JarFile jar = new JarFile(JobJars.of(module).toFile())) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
      TreeMap<String, String> libraries = libraries(jar);
      assertThat(libraries).containsKeys("kafka-clients", "clickhouse-jdbc", "antlr4-runtime");
      assertThat(libraries.values()).isSubsetOf(KNOWN);
      List<String> names = jar.stream().map(e -> e.getName()).toList();
      libraries.forEach(
          (library, licence) -> {
            if (!licence.equals("Apache-2.0") && !NOT_BUNDLED.contains(library)) {
              assertThat(names)
                  .as(library + ": its text belongs into jobs/licenses")
                  .anyMatch(name -> name.matches("META-INF/licenses/" + library + "/.*LICENSE.*"));
            }
          });
      assertThat(text(jar, "META-INF/licenses/kafka-clients/NOTICE")).contains("Apache Kafka");
    }
  }

  @Test
  void theLibrariesOfTheTextsWeBringAreBundled() throws IOException {
    try (JarFile jar = new JarFile(JobJars.of("alerts").toFile());
        Stream<Path> texts = Files.list(ROOT.resolve("jobs/licenses"))) {
      assertThat(texts.map(text -> text.getFileName().toString()))
          .isNotEmpty()
          .isSubsetOf(libraries(jar).keySet());
    }
  }

  /** The licence of each library, by its name. */
  private static TreeMap<String, String> libraries(JarFile jar) throws IOException {
    TreeMap<String, String> libraries = new TreeMap<>();
    JsonNode list = new ObjectMapper().readTree(text(jar, "META-INF/sbom/application.cdx.json"));
    for (JsonNode library : list.path("components")) {
      libraries.put(
          library.path("name").asText(),
          library.path("licenses").path(0).path("license").path("id").asText("not stated"));
    }
    return libraries;
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
