package vn.cds.contract.code;

import vn.cds.contract.codec.FaultCode;

/** The status of a document, a dossier or a payment. */
public sealed interface Status extends WireEnum
    permits DocumentStatus, ServiceRequestStatus, PaymentStatus {

  /**
   * Whether this status ends the matter. Such an event before its start is the fault {@link
   * FaultCode#END_BEFORE_START}; any other is {@link FaultCode#EVENT_BEFORE_START}.
   */
  boolean ends();
}
