-- What the alert job learnt of a province in some hours, as the rows stand now; for a dry run of rules.
--
-- Parameters
--   province  String         two digits
--   from      DateTime64(3)  first instant
--   to        DateTime64(3)  instant behind the last
-- Rows: one per commune, hour and kind.
--   kind           service-requests, documents, payments; refused: dead letters and records that came too late, by append time
--   commune_code, window_start
--   counted        events; of refused ones records
--   part, whole    done on time of those done with a due time; payments failed of those failed or succeeded; 0 for the others
--   late           events that came too late for their minute
WITH
    {from:DateTime64(3, 'UTC')} AS begin_moment,
    {to:DateTime64(3, 'UTC')} AS end_moment,
    communes AS
    (
        SELECT code
        FROM roster_unit
        WHERE province_code = {province:String}
    )
SELECT
    'service-requests' AS kind,
    toString(commune_code) AS commune_code,
    toDateTime64(window_start, 3, 'UTC') AS window_start,
    toInt64(counted) AS counted,
    toInt64(done_on_time) AS part,
    toInt64(done_on_time + done_late) AS whole,
    toInt64(missed) AS late
FROM service_request_hour_current AS hours
WHERE hours.window_start >= begin_moment
    AND hours.window_start < end_moment
    AND hours.commune_code IN (communes)
UNION ALL
SELECT
    'documents' AS kind,
    toString(commune_code) AS commune_code,
    toDateTime64(window_start, 3, 'UTC') AS window_start,
    toInt64(counted) AS counted,
    toInt64(0) AS part,
    toInt64(0) AS whole,
    toInt64(missed) AS late
FROM document_hour_current AS hours
WHERE hours.window_start >= begin_moment
    AND hours.window_start < end_moment
    AND hours.commune_code IN (communes)
UNION ALL
SELECT
    'payments' AS kind,
    toString(commune_code) AS commune_code,
    toDateTime64(window_start, 3, 'UTC') AS window_start,
    toInt64(counted) AS counted,
    toInt64(failed) AS part,
    toInt64(failed + succeeded) AS whole,
    toInt64(missed) AS late
FROM payment_hour_current AS hours
WHERE hours.window_start >= begin_moment
    AND hours.window_start < end_moment
    AND hours.commune_code IN (communes)
UNION ALL
SELECT
    'refused' AS kind,
    ifNull(toString(refused.commune_code), '') AS commune_code,
    toDateTime64(toStartOfHour(refused.append_time), 3, 'UTC') AS window_start,
    toInt64(count()) AS counted,
    toInt64(0) AS part,
    toInt64(0) AS whole,
    toInt64(0) AS late
FROM
(
    SELECT commune_code, append_time
    FROM dead_letter_current
    UNION ALL
    SELECT commune_code, append_time
    FROM too_late_current
) AS refused
WHERE refused.append_time >= begin_moment
    AND refused.append_time < end_moment
    AND refused.commune_code IN (communes)
GROUP BY
    commune_code,
    window_start;
