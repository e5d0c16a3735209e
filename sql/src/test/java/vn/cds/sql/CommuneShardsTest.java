package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CommuneShardsTest {
  @Test
  void communesKeepTheirShardAndNewOnesGoToTheirProvince() {
    Map<String, String> provinces =
        Map.of("00001", "01", "00002", "01", "00003", "02", "00004", "03", "00005", "03");
    assertThat(CommuneShards.assign(provinces, Map.of(), 2))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("00001", 0, "00002", 0, "00003", 1, "00004", 1, "00005", 1));
    // 00003 was moved by hand, and 00009 has left the roster.
    assertThat(CommuneShards.assign(provinces, Map.of("00003", 0, "00001", 0, "00009", 2), 3))
        .containsExactlyInAnyOrderEntriesOf(Map.of("00002", 0, "00004", 1, "00005", 1));
  }
}
