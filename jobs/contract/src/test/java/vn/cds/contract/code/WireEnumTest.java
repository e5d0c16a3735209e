package vn.cds.contract.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.UnitKind;

/** Names and codes are on the wire, in state and in storage: they never change. */
class WireEnumTest {

  private static String listed(WireEnum[] values) {
    return Arrays.stream(values)
        .map(value -> value.wireName() + " " + value.code())
        .collect(Collectors.joining(", "));
  }

  @Test
  void neverChange() {
    assertThat(listed(DocumentStatus.values()))
        .isEqualTo(
            "arrived 1, refused 2, received 3, assigned 4, in_progress 5, done 6, recalled 13,"
                + " update_accepted 15, update_refused 16");
    assertThat(listed(ServiceRequestStatus.values()))
        .isEqualTo(
            "registered 1, accepted 2, refused 3, in_progress 4, supplement_requested 5,"
                + " fee_requested 6, withdrawn 7, stopped 8, done 9, result_returned 10");
    assertThat(listed(PaymentStatus.values()))
        .isEqualTo("started 1, succeeded 2, failed 3, reversed 4, mismatched 5");
    assertThat(listed(Direction.values())).isEqualTo("incoming 1, outgoing 2");
    assertThat(listed(Medium.values())).isEqualTo("electronic 1, paper 2");
    assertThat(listed(ServiceLevel.values())).isEqualTo("full 1, partial 2");
    assertThat(listed(Channel.values())).isEqualTo("counter 1, online 2, postal 3");
    assertThat(listed(PaymentCategory.values()))
        .isEqualTo(
            "fee 1, charge 2, tax 3, tuition 4, hospital_fee 5, electricity 6, water 7, fine 8,"
                + " social_insurance 9");
    assertThat(listed(PaymentMethod.values()))
        .isEqualTo("qr 1, card 2, wallet 3, transfer 4, mobile_money 5, cash 6");
    assertThat(listed(Gateway.values())).isEqualTo("national 1, provincial 2");
  }

  @Test
  void findByNameAndCode() {
    assertThat(DocumentStatus.of("recalled")).isEqualTo(DocumentStatus.RECALLED);
    assertThat(DocumentStatus.ofCode(13)).isEqualTo(DocumentStatus.RECALLED);
    assertThat(DocumentStatus.of("RECALLED")).isNull();
    assertThat(DocumentStatus.ofCode(7)).isNull();
    for (EventStream stream : EventStream.values()) {
      assertThat(EventStream.of(stream.wireName())).isEqualTo(stream);
      assertThat(EventStream.ofTopic(stream.topic())).isEqualTo(stream);
    }
    assertThat(EventStream.SERVICE_REQUESTS.topic()).isEqualTo("cds.service-requests");
    assertThat(EventStream.ofTopic("service-requests")).isNull();
    for (UnitKind kind : UnitKind.values()) {
      assertThat(UnitKind.of(kind.wireName())).isEqualTo(kind);
    }
  }
}
