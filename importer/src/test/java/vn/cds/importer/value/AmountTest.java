package vn.cds.importer.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "50000",
        "50.000",
        "50,000",
        "50000.00",
        "50.000,00",
        "50,000.00",
        "50000,0",
        "50 000",
        "50.000 đ",
        "50.000đ",
        "50.000 VNĐ",
        "50,000 VND",
        "VND 50,000",
        "50.000 đồng",
        "₫50,000",
        "50\u00A0000",
        "50'000",
        "50000 đ",
        "+50000"
      })
  void oneAmountInManyForms(String text) {
    assertThat(Amount.parse(text, false)).hasToString("50000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "50.5",
        "50.00.000",
        "50.000,5",
        "năm mươi",
        "50 nghìn",
        "50k",
        "",
        "đ",
        "1.2.3",
        "1,234.567.8",
        "--5",
        "50.0000,00"
      })
  void whatIsNoWholeAmountIsNone(String text) {
    assertThat(Amount.parse(text, false)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.234.567", "1,234,567", "1.234.567 đ", "1 234 567", "1,234,567.00"})
  void separatorsOfMillions(String text) {
    assertThat(Amount.parse(text, false)).hasToString("1234567");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-50.000", "(50,000)", "-50000"})
  void belowZero(String text) {
    assertThat(Amount.parse(text, false)).hasToString("-50000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Miễn phí", "Không thu", "0", "0 đ", "0,00"})
  void nothingToPay(String text) {
    assertThat(Amount.parse(text, false)).hasToString("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"50.123", "0.5"})
  void thePointOfANumberPartsDecimals(String text) {
    assertThat(Amount.parse(text, true)).isNull();
    assertThat(Amount.parse("50000", true)).hasToString("50000");
  }
}
