-- How old the figures are, per stream.
--
-- Parameters
--   province  String         two digits, or '' for the whole country; says whose communes are counted
--   now       DateTime64(3)  instant (UTC)
-- Rows: one per stream (documents, payments, service-requests).
--   stream
--   latest_minute    start of the latest minute with an event, as long as minutes are kept; null without one
--   latest_day       latest local day with an event, of the last 41 days; null without one
--   written_at       when a row of such a day was last written, to the second; null when never
--   communes_today   communes of the province with an event today
--   communes         communes of the roster that are valid today
WITH
    toDate({now:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') AS today,
    (
        SELECT groupArray(code)
        FROM roster_unit
        WHERE ({province:String} = '' OR province_code = {province:String}) AND valid_from <= today AND valid_to > today
    ) AS units
SELECT
    stream,
    latest_minute,
    latest_day,
    written_at,
    length(arrayIntersect(freshness.communes_today, units)) AS communes_today,
    length(units) AS communes
FROM stream_freshness(at = {now:DateTime64(3, 'UTC')}) AS freshness
ORDER BY stream
