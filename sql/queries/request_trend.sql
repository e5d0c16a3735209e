-- Rendered from sql/templates/queries/request_trend.sql; change that.
-- As cohort_trend for service_request_cohort, where the formula has measures that the open dossiers of the moment restate
-- (source restated or dossier in measures.csv). It takes a fifth of the time of indicator_trend.
--
-- Parameters
--   commune    String          five digits
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   step       String          day or month
--   numerator_1, numerator_2       Identifier   columns of the table; the same twice when there is but one
--   numerator_factor_1, numerator_factor_2      Float64   their factors; 0 for a column that is not in the formula
--   denominator_1, denominator_2   Identifier   as those of the numerator
--   denominator_factor_1, denominator_factor_2  Float64
--   is_count   UInt8           1: there is no denominator, it is 1
--   numerator_factors, denominator_factors      Map(String, Float64)   of the restated measures, by column: open, overdue, ...
-- Rows: one per local day or month with data, as explanation_windows.
--   bucket                       the day, or the first day of the month (also where the period begins later in it)
--   numerator, denominator       sums over the days
--   rate                         their ratio, null when the denominator is 0
--   communes                     1
SELECT
    bucket,
    greatest(0., sum(won)) AS numerator,
    if({is_count:UInt8}, 1., sum(possible)) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    1 AS communes
FROM
(
    SELECT
        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
        {numerator_factor_1:Float64} * sum({numerator_1:Identifier})
            + {numerator_factor_2:Float64} * sum({numerator_2:Identifier}) AS won,
        {denominator_factor_1:Float64} * sum({denominator_1:Identifier})
            + {denominator_factor_2:Float64} * sum({denominator_2:Identifier}) AS possible
    FROM service_request_cohort FINAL
    WHERE day >= {from_day:Date} AND day < least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1)
        AND commune_code = {commune:String}
    GROUP BY bucket
    UNION ALL
    WITH NOT waiting AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR supplements >= 2) AS is_overdue
    SELECT
        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
        {numerator_factors:Map(String, Float64)}['done_on_time'] * -toInt64(countIf(outcome = 'on_time'))
        + {numerator_factors:Map(String, Float64)}['done_late'] * -toInt64(countIf(outcome = 'late'))
        + {numerator_factors:Map(String, Float64)}['done_undated'] * -toInt64(countIf(outcome = 'undated'))
        + {numerator_factors:Map(String, Float64)}['open'] * toInt64(countIf(outcome != 'open'))
        + {numerator_factors:Map(String, Float64)}['overdue'] * toInt64(countIf(is_overdue))
        + {numerator_factors:Map(String, Float64)}['overdue_suspected'] * toInt64(countIf(is_overdue AND suspected_sync_fault))
            AS won,
        {denominator_factors:Map(String, Float64)}['done_on_time'] * -toInt64(countIf(outcome = 'on_time'))
        + {denominator_factors:Map(String, Float64)}['done_late'] * -toInt64(countIf(outcome = 'late'))
        + {denominator_factors:Map(String, Float64)}['done_undated'] * -toInt64(countIf(outcome = 'undated'))
        + {denominator_factors:Map(String, Float64)}['open'] * toInt64(countIf(outcome != 'open'))
        + {denominator_factors:Map(String, Float64)}['overdue'] * toInt64(countIf(is_overdue))
        + {denominator_factors:Map(String, Float64)}['overdue_suspected'] * toInt64(countIf(is_overdue AND suspected_sync_fault))
            AS possible
    FROM dossier FINAL
    WHERE day >= {from_day:Date} AND day < least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1)
        AND commune_code = {commune:String}
        AND deleted = 0 AND outcome != 'declined' AND
        (
            ended_at IS NULL
            OR if(
                ended_by_day,
                toDate(ended_at, 'Asia/Ho_Chi_Minh')
                    > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'),
                ended_at >= {at:DateTime64(3, 'UTC')})
        )
    GROUP BY bucket
)
GROUP BY bucket
HAVING sum(won) != 0 OR (denominator != 0 AND NOT {is_count:UInt8})
ORDER BY bucket
