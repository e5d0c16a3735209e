-- Rendered from sql/templates/queries/cohort_trend.sql; change that.
-- As indicator_trend for one commune, for formulas whose measures are all columns of one cohort table, added up (source cohort in
-- measures.csv), two in the numerator and two in the denominator at most. It takes a tenth of the time.
--
-- Parameters
--   table      Identifier      service_request_cohort, document_cohort or payment_cohort
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
    FROM {table:Identifier} FINAL
    WHERE day >= {from_day:Date} AND day < least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1)
        AND commune_code = {commune:String}
    GROUP BY bucket
)
GROUP BY bucket
HAVING sum(won) != 0 OR (denominator != 0 AND NOT {is_count:UInt8})
ORDER BY bucket
