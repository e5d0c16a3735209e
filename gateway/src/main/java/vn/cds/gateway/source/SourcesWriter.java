package vn.cds.gateway.source;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import vn.cds.contract.event.EventStream;

/** Writes the file of the sources. Every value is of a form that needs no escape in quotes. */
final class SourcesWriter {

  private static final String HEAD =
      """
      # The systems that may send events to the gateway; docs/gateway.md says what each key means.
      # ./cds sources changes this file. It holds no token, only their SHA-256.
      format: 1
      """;

  private SourcesWriter() {}

  static String write(List<Source> sources) {
    StringBuilder text = new StringBuilder(HEAD);
    text.append(sources.isEmpty() ? "sources: []\n" : "sources:\n");
    for (Source source : sources) {
      text.append("  - name: ").append(quoted(source.name())).append('\n');
      list(text, "kinds", source.kinds().stream().map(EventStream::wireName).toList());
      list(text, "provinces", source.provinces());
      list(text, "communes", source.communes());
      text.append("    records_per_second: ").append(source.recordsPerSecond()).append('\n');
      text.append("    maximum_body_bytes: ").append(source.maximumBodyBytes()).append('\n');
      if (source.ended() != null) {
        text.append("    ended: ").append(source.ended()).append('\n');
      }
      if (!source.tokens().isEmpty()) {
        text.append("    tokens:\n");
      }
      for (SourceToken token : source.tokens()) {
        text.append("      - sha256: ").append(quoted(token.sha256())).append('\n');
        text.append("        made: ").append(token.made()).append('\n');
        if (token.until() != null) {
          text.append("        until: ").append(token.until()).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static void list(StringBuilder text, String key, Collection<String> values) {
    if (!values.isEmpty()) {
      text.append("    ").append(key).append(": ");
      text.append(
          values.stream().map(SourcesWriter::quoted).collect(Collectors.joining(", ", "[", "]\n")));
    }
  }

  private static String quoted(String value) {
    return '"' + value + '"';
  }
}
