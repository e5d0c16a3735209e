package vn.cds.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.Json;
import vn.cds.contract.RandomEvents;
import vn.cds.contract.RandomEvents.JsonField;
import vn.cds.contract.Samples;
import vn.cds.contract.SchemaText;
import vn.cds.contract.Seeds;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.figure.Figure;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.roster.FormerUnit;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.ReportingPeriod;

class DeclaredFigureTest {

  private static final Instant NOW = RandomEvents.APPEND_TIME;
  private static final Roster ROSTER = Roster.bundled();
  private static final FormerUnits FORMER = FormerUnits.of(ROSTER);
  private static final Figures FIGURES = Figures.bundled();
  private static final String HEADER =
      "unit_level,unit,figure,period,value,numerator,denominator,observed_on,document,declared_at,office\n";

  private final DeclaredFigureDecoder decoder = new DeclaredFigureDecoder(ROSTER, FORMER, FIGURES);

  private Decoded<DeclaredFigure> decode(String json) {
    return decoder.decode(json.getBytes(StandardCharsets.UTF_8), NOW);
  }

  /** A declaration of the commonest form, with some of its fields changed. */
  private static String json(String level, String unit, String figure, String rest) {
    return """
        {"schema_version": 1, "declaration_id": "3f5b8d2a-1e47-4a31-9c0e-0198c5a47d6f",
         "declared_at": "2026-10-01T00:00:00Z", "document": "d", "office": "o",
         "unit_level": "%s", "unit": "%s", "figure": "%s", %s}"""
        .formatted(level, unit, figure, rest);
  }

  private FaultCode fault(String level, String unit, String figure, String rest) {
    Rejection rejection = decode(json(level, unit, figure, rest)).rejection();
    return rejection == null ? null : rejection.code();
  }

  @Test
  void theSamplesHaveTheFaultsOfTheirNames() {
    Set<FaultCode> shown = EnumSet.noneOf(FaultCode.class);
    Schema schema = schema();
    for (Samples.Sample sample : Samples.of("declared-figures")) {
      Rejection rejection = decoder.decode(sample.last(), NOW).rejection();
      if (sample.fault() == FaultCode.CONFLICTING_DUPLICATE) {
        List<DeclaredFigure> both =
            sample.records().stream().map(record -> decoder.decode(record, NOW).event()).toList();
        assertThat(both.get(0).declarationId()).isEqualTo(both.get(1).declarationId());
        assertThat(both.get(0).contentHash()).isNotEqualTo(both.get(1).contentHash());
      } else {
        assertThat(rejection == null ? null : rejection.code())
            .as(sample.name())
            .isEqualTo(sample.fault());
      }
      if (sample.fault() != null) {
        shown.add(sample.fault());
      }
      if (sample.fault() != FaultCode.EMPTY && sample.fault() != FaultCode.NOT_JSON) {
        assertThat(SchemaTest.accepts(schema, sample.last()))
            .as(sample.name())
            .isEqualTo(
                sample.fault() == null || SchemaTest.BEYOND_A_SCHEMA.contains(sample.fault()));
      }
    }
    Set<FaultCode> expected = EnumSet.allOf(FaultCode.class);
    // Numbers below zero are out of range; events cannot come before a start they do not have.
    expected.removeAll(
        Set.of(
            FaultCode.TOO_LARGE,
            FaultCode.NEGATIVE_MONEY,
            FaultCode.END_BEFORE_START,
            FaultCode.EVENT_BEFORE_START));
    assertThat(shown).isEqualTo(expected);
  }

  private static Schema schema() {
    return SchemaTest.REGISTRY.getSchema(SchemaTest.schemaText("declared-figures"));
  }

  @Test
  void theSchemaIsWrittenFromTheFieldTable() throws IOException {
    SchemaTest.isWritten(
        "declared-figures", SchemaText.ofDeclaredFigures(), FieldTable.DECLARED_FIGURES.fields());
  }

  @Test
  void whatIsEncodedIsDecodedAndTakenByTheSchema() {
    RandomGenerator random = Seeds.random("whatIsEncodedIsDecoded");
    Schema schema = schema();
    for (int i = 0; i < 500; i++) {
      DeclaredFigure figure = figure(random);
      byte[] json = EventEncoder.encode(figure);
      String text = new String(json, StandardCharsets.UTF_8);
      assertThat(decoder.decode(json, NOW).event()).as(text).isEqualTo(figure);
      assertThat(SchemaTest.accepts(schema, json)).as(text).isTrue();
      assertThat(DeclaredFigureFile.identifiedByContent(figure)).isEqualTo(figure);
    }
  }

  /** Schema and decoder agree on single changed values, but for what a schema cannot say. */
  @Test
  void schemaAndDecoderAgreeOnChangedValues() {
    RandomGenerator random = Seeds.random("schemaAndDecoderAgreeOnChangedValues");
    Schema schema = schema();
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      List<JsonField> fields =
          new java.util.ArrayList<>(
              Json.read(EventEncoder.encode(figure(random))).properties().stream()
                  .map(e -> new JsonField(e.getKey(), e.getValue().toString()))
                  .toList());
      int at = random.nextInt(fields.size());
      String name = fields.get(at).name();
      fields.set(at, new JsonField(name, SchemaTest.change(fields.get(at).raw(), random)));
      Collections.shuffle(fields, new Random(random.nextLong()));
      byte[] json = Json.object(fields);
      Rejection rejection = decoder.decode(json, NOW).rejection();
      boolean taken = SchemaTest.accepts(schema, json);
      String text = new String(json, StandardCharsets.UTF_8);
      if (rejection == null) {
        assertThat(taken).as(text).isTrue();
      } else if (!taken) {
        refused++;
      } else {
        // What looks at lists, at other fields or at the calendar.
        assertThat(rejection.code())
            .as(text)
            .isIn(
                FaultCode.MISSING_FIELD,
                FaultCode.UNKNOWN_ENUM_VALUE,
                FaultCode.INVALID_FORMAT,
                FaultCode.OUT_OF_RANGE,
                FaultCode.FROM_FUTURE,
                FaultCode.UNKNOWN_COMMUNE,
                FaultCode.UNIT_NOT_VALID);
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  private static DeclaredFigure figure(RandomGenerator random) {
    Figure figure = FIGURES.all().get(random.nextInt(FIGURES.all().size()));
    boolean former = random.nextBoolean();
    FormerUnit formerUnit = FORMER.all().get(random.nextInt(FORMER.all().size()));
    List<Unit> units = ROSTER.units(LocalDate.of(2026, 1, 1));
    BigDecimal denominator =
        BigDecimal.valueOf(1 + random.nextInt(1_000_000), 4).stripTrailingZeros();
    BigDecimal numerator =
        figure.unit() == Figure.Unit.YES_NO
            ? BigDecimal.valueOf(random.nextInt(2))
            : denominator.scale() < 0 ? denominator.setScale(0) : denominator;
    boolean value = figure.form() == Figure.Form.VALUE;
    return DeclaredFigureFile.identifiedByContent(
        new DeclaredFigure(
            new UUID(0, 0),
            Instant.ofEpochMilli(random.nextLong(NOW.toEpochMilli()))
                    .isBefore(Instant.parse("2000-01-01T00:00:00Z"))
                ? NOW
                : NOW.minusSeconds(random.nextInt(1_000_000)),
            former ? formerUnit.level() : UnitLevel.COMMUNE,
            former ? formerUnit.code() : units.get(random.nextInt(units.size())).code(),
            figure.id(),
            List.of("2024", "2024-H2", "2023-Q4", "2022-02", "2024-02-29").get(random.nextInt(5)),
            value ? numerator : null,
            value ? null : numerator,
            value ? null : numerator,
            former ? LocalDate.of(2024, 12, 31) : LocalDate.of(2026, 1, 1),
            "Báo cáo " + random.nextInt(1000) + "/BC-UBND",
            "Sở Khoa học và Công nghệ"));
  }

  @Test
  void theFormOfTheFigureIsKept() {
    String rest = "\"period\": \"2026-Q3\", \"observed_on\": \"2026-09-30\", ";
    assertThat(fault("commune", "14758", "households", rest + "\"value\": 1e3")).isNull();
    assertThat(fault("commune", "14758", "households", rest + "\"numerator\": 1"))
        .isEqualTo(FaultCode.MISSING_FIELD);
    assertThat(fault("commune", "14758", "households", rest + "\"value\": 1, \"numerator\": 1"))
        .isEqualTo(FaultCode.INVALID_FORMAT);
    assertThat(fault("commune", "14758", "dti_rank", rest + "\"numerator\": 1"))
        .isEqualTo(FaultCode.MISSING_FIELD);
    assertThat(
            fault("commune", "14758", "dti_rank", rest + "\"numerator\": 64, \"denominator\": 63"))
        .isEqualTo(FaultCode.OUT_OF_RANGE);
    assertThat(fault("commune", "14758", "steering_committee", rest + "\"value\": 2"))
        .isEqualTo(FaultCode.OUT_OF_RANGE);
    for (String number : List.of("0.00001", "1000000000001", "1e400", "1e99999999999", "-1")) {
      assertThat(fault("commune", "14758", "households", rest + "\"value\": " + number))
          .as(number)
          .isEqualTo(FaultCode.OUT_OF_RANGE);
    }
    assertThat(fault("commune", "14758", "no-such-figure", rest + "\"value\": 1"))
        .isEqualTo(FaultCode.UNKNOWN_ENUM_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "commune, 14758, 2026-01-01, ",
    "commune, 14758, 2024-01-01, UNIT_NOT_VALID", // the code was Phường Đông Thọ's then
    "commune, 99999, 2026-01-01, UNKNOWN_COMMUNE",
    "former-commune, 399/Xã Hoằng Lộc, 2024-01-01, ",
    "former-commune, 399/Xã Hoằng Lộc, 2025-07-01, UNIT_NOT_VALID",
    "former-commune, 399/Xã Hải Yến, 2024-01-01, UNKNOWN_COMMUNE",
    "former-district, 405, 2024-12-31, ",
    "former-district, 383, 2024-12-31, UNKNOWN_COMMUNE",
    "province, 38, 2022-01-01, ",
    "province, 37, 2022-01-01, UNIT_NOT_VALID",
    "province, 37, 2025-07-01, ",
    "former-province, 36, 2022-12-31, ",
    "former-province, 36, 2025-12-31, UNIT_NOT_VALID",
    "country, VN, 2022-12-31, ",
    "country, US, 2022-12-31, UNKNOWN_COMMUNE"
  })
  void unitsAreThoseOfTheirDay(String level, String unit, String day, FaultCode expected) {
    String rest = "\"period\": \"2022\", \"value\": 1, \"observed_on\": \"" + day + "\"";
    assertThat(fault(level, unit, "population", rest)).isEqualTo(expected);
  }

  @Test
  void namesAreFoundInAnySpelling() {
    String expected = "380/Phường Đông Hải";
    assertThat(FORMER.find(UnitLevel.FORMER_COMMUNE, expected).code()).isEqualTo(expected);
    for (String spelling :
        List.of(
            Normalizer.normalize(expected, Normalizer.Form.NFD),
            "380/PHƯỜNG  đông hải",
            " 380/phường Đông Hải")) {
      assertThat(FORMER.find(UnitLevel.FORMER_COMMUNE, spelling).code()).isEqualTo(expected);
    }
    assertThat(FORMER.find(UnitLevel.FORMER_COMMUNE, "395/Xã Xuân Hoà").code())
        .isEqualTo("395/Xã Xuân Hòa");
    assertThat(FormerUnits.fold("Thuỷ Khoẻ Hoá")).isEqualTo(FormerUnits.fold("Thủy Khỏe Hóa"));
    assertThat(FormerUnits.fold("Đông")).isNotEqualTo(FormerUnits.fold("Dong"));
    assertThat(FormerUnits.fold("Má")).isNotEqualTo(FormerUnits.fold("Mà"));
  }

  @Test
  void formerUnitsAreThoseOfTheirTime() throws Exception {
    assertThat(FORMER.all())
        .filteredOn(unit -> unit.level() == UnitLevel.FORMER_PROVINCE)
        .hasSize(63);
    assertThat(FORMER.all())
        .filteredOn(unit -> unit.level() == UnitLevel.FORMER_DISTRICT)
        .hasSize(27);
    assertThat(FORMER.all())
        .filteredOn(unit -> unit.code().startsWith("399/"))
        .hasSize(37)
        .allMatch(unit -> unit.provinceCode().equals("38"));
    assertThat(FORMER.all()).filteredOn(unit -> unit.code().startsWith("407/")).hasSize(31);
    // 547 communes at the end, two that ended before.
    assertThat(FORMER.all())
        .filteredOn(unit -> unit.level() == UnitLevel.FORMER_COMMUNE)
        .hasSize(549);
    assertThat(FORMER.find(UnitLevel.FORMER_COMMUNE, "398/Xã Thiệu Long").successors())
        .containsExactly("15448", "15772");
    assertThat(FORMER.find(UnitLevel.FORMER_COMMUNE, "392/Xã Hà Vinh").successors())
        .containsExactly("14812");
    assertThat(FORMER.find(UnitLevel.FORMER_COMMUNE, "381/Xã Hà Vinh")).isNull();

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(FORMER);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((FormerUnits) in.readObject()).all()).isEqualTo(FORMER.all());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2024, 2024-01-01, 2025-01-01",
    "2024-H2, 2024-07-01, 2025-01-01",
    "2024-Q1, 2024-01-01, 2024-04-01",
    "2024-12, 2024-12-01, 2025-01-01",
    "2024-02-29, 2024-02-29, 2024-03-01",
    "2023-02-29,,",
    "2024-H3,,",
    "2024-13,,",
    "2024-Q1-01,,",
    "1999,,"
  })
  void periodsAreThoseOfTheCalendar(String text, LocalDate from, LocalDate to) {
    ReportingPeriod expected = from == null ? null : new ReportingPeriod(text, from, to);
    assertThat(ReportingPeriod.of(text)).isEqualTo(expected);
  }

  @Test
  void aFileIsReadWithTheIdsOfItsContent(@TempDir Path directory) throws IOException {
    String row =
        "former-commune,399/Xã Hoằng Lộc,recognition.recognised,2024,%s,,,2024-06-30,\"Quyết định 1, trang 2\",2024-07-05T09:00:00+07:00,UBND huyện\n";
    Path file =
        Files.writeString(
            directory.resolve("a.csv"),
            "\uFEFF"
                + HEADER
                + "# a comment\n"
                + row.formatted("1")
                + row.formatted("1.0")
                + row.formatted("0"));
    List<DeclaredFigure> figures = DeclaredFigureFile.read(file, decoder, NOW);
    assertThat(figures).hasSize(3);
    assertThat(figures.get(0)).isEqualTo(figures.get(1)).isNotEqualTo(figures.get(2));
    assertThat(figures.get(0).declarationId()).isNotEqualTo(figures.get(2).declarationId());
    assertThat(figures.get(0).document()).isEqualTo("Quyết định 1, trang 2");
    assertThat(figures.get(0).key()).isEqualTo("former-commune/399/Xã Hoằng Lộc");
  }

  @Test
  void everyWrongRowIsToldWithItsLine(@TempDir Path directory) throws IOException {
    StringBuilder rows = new StringBuilder(HEADER);
    rows.append(
        "commune,14758,households,2026,4000,,,2026-09-30,doc,2026-10-01T09:00:00+07:00,office\n");
    rows.append(
        "commune,14758,households,2026,4.000,5,,2026-09-30,doc,2026-10-01T09:00:00+07:00,office\n");
    rows.append(
        "commune,14758,households,2026,4.000.000,,,2026-09-30,doc,2026-10-01T09:00:00+07:00,office\n");
    rows.append(
        "commune,14758,households,2026,4000,,,30/9/2026,doc,2026-10-01T09:00:00+07:00,office\n");
    rows.append(
        "commune,14758,households,2026,4000,,,2026-09-30,,2026-10-01T09:00:00+07:00,office\n");
    rows.append("commune,14758,households,2026,4000,,,2026-09-30,doc,2026-10-01T09:00:00+07:00\n");
    rows.append(
        "commune,14758,households,2026,4000,,,2026-09-30,d\u200boc,2026-10-01T09:00:00+07:00,office\n");
    for (int i = 0; i < 20; i++) {
      rows.append(
          "commune,1475,households,2026,4000,,,2026-09-30,doc,2026-10-01T09:00:00+07:00,o\n");
    }
    Path file = Files.writeString(directory.resolve("b.csv"), rows);
    assertThatThrownBy(() -> DeclaredFigureFile.read(file, decoder, NOW))
        .isInstanceOf(InvalidDataFile.class)
        .hasMessageContaining("b.csv:3: this figure is one number")
        .hasMessageContaining("b.csv:4: value has another JSON type; send a number")
        .hasMessageContaining("b.csv:5: observed_on does not have its format")
        .hasMessageContaining("b.csv:6: document is absent or null, but required")
        .hasMessageContaining("b.csv:7: has 10 columns")
        .hasMessageContaining("b.csv:8: document has the character U+200B")
        .hasMessageContaining("b.csv:9: unit is not known")
        .hasMessageContaining("and 6 more errors");
  }

  @Test
  void anAdministratorsFiguresAreChecked(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("figures.csv"),
            "id,name,english_name,unit,form,source\nqd1829.1,Một,One,yes-no,value,s\nqd1829.1,Hai,Two,yes-no,ratio,s\nA b,Ba,Three,x,y,s\n");
    assertThatThrownBy(() -> Figures.read(file))
        .hasMessageContaining("figures.csv:3: a yes-no figure")
        .hasMessageContaining("figures.csv:4: id is \"A b\"")
        .hasMessageContaining("figures.csv:4: unit is \"x\"")
        .hasMessageContaining("figures.csv:4: form is \"y\"");
  }
}
