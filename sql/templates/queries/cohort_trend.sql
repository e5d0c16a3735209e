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
{% set bucket = "multiIf(" ~ step ~ " = 'day', day, " ~ step ~ " = 'month', toStartOfMonth(day), " ~ from_day ~ ")" %}
{% set table = "{table:Identifier}" %}
SELECT
    bucket,
    greatest(0., sum(won)) AS numerator,
    if({is_count:UInt8}, 1., sum(possible)) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    1 AS communes
FROM
(
    {% include "parts/cohort_sums.sql" %}

)
GROUP BY bucket
HAVING sum(won) != 0 OR (denominator != 0 AND NOT {is_count:UInt8})
ORDER BY bucket
