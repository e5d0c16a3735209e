-- What the dossiers received in some days have come to: in all, by channel and by month of receipt.
--
-- Parameters
--   province  String  two digits, or '' for the whole country
--   from_day  Date    first local day
--   to_day    Date    the local day after the last one
-- Rows: one for all, one per channel, one per month, in this order.
--   dimension   all, channel or month
--   code        '', the channel, or the month as 2010-07
--   received, on_time, late, undated, open
WITH days AS
    (
        SELECT *
        FROM service_request_cohort_current
        WHERE day >= {from_day:Date} AND day < {to_day:Date}
            AND commune_code IN
            (
                SELECT code
                FROM roster_unit
                WHERE {province:String} = '' OR province_code = {province:String}
            )
    )
SELECT
    dimension,
    code,
    sum(received) AS received,
    sum(on_time) AS on_time,
    sum(late) AS late,
    sum(undated) AS undated,
    sum(open) AS open
FROM
(
    SELECT 'all' AS dimension, '' AS code, sum(received) AS received, sum(done_on_time) AS on_time,
        sum(done_late) AS late, sum(done_undated) AS undated, sum(open) AS open
    FROM days
    UNION ALL
    SELECT 'channel', channel, channel_received, channel_on_time, channel_late, channel_undated, channel_open
    FROM days
    ARRAY JOIN
        `by.dimension` AS by_dimension,
        `by.code` AS channel,
        `by.received` AS channel_received,
        `by.done_on_time` AS channel_on_time,
        `by.done_late` AS channel_late,
        `by.done_undated` AS channel_undated,
        `by.open` AS channel_open
    WHERE by_dimension = 'channel'
    UNION ALL
    SELECT 'month', formatDateTime(day, '%Y-%m'), received, done_on_time, done_late, done_undated, open
    FROM days
)
GROUP BY dimension, code
ORDER BY dimension, code
