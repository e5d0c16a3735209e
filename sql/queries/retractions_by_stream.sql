-- Retractions by stream, and what has become of them.
--
-- Parameters
--   province  String  two digits, or '' for the whole country
-- Rows: one per stream (documents, payments, service-requests), also without a retraction.
--   stream
--   retractions   those that were read, each once
--   found         their events came and are taken back
--   not_found     their events have not come
--   inexact       found, but the event was counted by a release that did not keep what undoing needs (docs/counting.md,
--                 retraction): a replay with a higher generation is due
SELECT
    stream,
    sum(one) AS retractions,
    sum(is_found) AS found,
    sum(one - is_found) AS not_found,
    sum(is_found AND NOT is_exact) AS inexact
FROM
(
    SELECT arrayJoin(['documents', 'payments', 'service-requests']) AS stream, 0 AS one, 0 AS is_found, 0 AS is_exact
    UNION ALL
    SELECT stream, 1, found, exact
    FROM retraction_current
    WHERE {province:String} = '' OR commune_code IN (SELECT code FROM roster_unit WHERE province_code = {province:String})
)
GROUP BY stream
ORDER BY stream
