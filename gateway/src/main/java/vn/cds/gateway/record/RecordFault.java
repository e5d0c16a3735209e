package vn.cds.gateway.record;

/**
 * Why a record was not taken.
 *
 * @param index of the record in the request, from 0
 * @param eventId null when it could not be read
 * @param code a {@link vn.cds.contract.codec.FaultCode}, or one of those below
 * @param detail a sentence that says what is wrong and what to do, never the value
 * @param field to blame; null when it is the whole record
 */
public record RecordFault(int index, String eventId, String code, String detail, String field) {

  /** The envelope is no CloudEvent. */
  public static final String INVALID_CLOUD_EVENT = "INVALID_CLOUD_EVENT";

  /** The source may not send for this commune. */
  public static final String COMMUNE_NOT_ALLOWED = "COMMUNE_NOT_ALLOWED";
}
