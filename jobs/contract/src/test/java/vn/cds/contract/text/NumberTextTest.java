package vn.cds.contract.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class NumberTextTest {

  private static final NumberText VI = NumberText.in(Locale.forLanguageTag("vi-VN"));
  private static final NumberText EN = NumberText.in(Locale.ENGLISH);

  @Test
  void aShareIsWrittenAsPercent() {
    assertThat(VI.percent(0.15)).isEqualTo("15 %");
    assertThat(VI.percent(0.9644)).isEqualTo("96,4 %");
    assertThat(EN.percent(0.9644)).isEqualTo("96.4 %");
  }

  @Test
  void oneOfManyIsNeitherNoneNorAll() {
    assertThat(VI.percent(0.99996)).isEqualTo("99,9 %");
    assertThat(VI.percent(1)).isEqualTo("100 %");
    assertThat(VI.percent(0.00004)).isEqualTo("0,1 %");
    assertThat(VI.percent(0)).isEqualTo("0 %");
  }

  @Test
  void casesAreWholeOrSaidToBeEstimated() {
    assertThat(VI.cases(1_073)).isEqualTo("1.073");
    assertThat(VI.cases(73.04)).isEqualTo("≈ 73");
    assertThat(EN.cases(1_073.5)).isEqualTo("≈ 1,074");
  }

  @Test
  void otherNumbersKeepTheirDecimals() {
    assertThat(VI.number(-1_234.5)).isEqualTo("−1.234,5");
    assertThat(VI.points(41.2)).isEqualTo("41,20");
    assertThat(EN.points(1_041.2)).isEqualTo("1,041.20");
  }
}
