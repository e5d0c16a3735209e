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
{% set bucket = "multiIf(" ~ step ~ " = 'day', day, " ~ step ~ " = 'month', toStartOfMonth(day), " ~ from_day ~ ")" %}
{% set table = "service_request_cohort" %}
SELECT
    bucket,
    greatest(0., sum(won)) AS numerator,
    if({is_count:UInt8}, 1., sum(possible)) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    1 AS communes
FROM
(
    {% include "parts/cohort_sums.sql" %}

    UNION ALL
    WITH {% include "parts/is_overdue.sql" %} AS is_overdue
    SELECT
        {{ bucket }} AS bucket,
{% for part in ["numerator", "denominator"] %}
{% for measure in requests %}{% if restated.containsKey(measure.column) %}
        {{ measure.column == "done_on_time" ? "" : "+ " }}{ {{- part -}} _factors:Map(String, Float64)}['{{ measure.column }}'] * {{ restated[measure.column] }}
{% endif %}{% endfor %}
            AS {{ part == "numerator" ? "won" : "possible" }}{{ loop.last ? "" : "," }}
{% endfor %}
    FROM dossier FINAL
    WHERE day >= {{ from_day }} AND day < least({{ to_day }}, toDate({{ at }}, 'Asia/Ho_Chi_Minh') + 1)
        AND commune_code = {{ commune }}
        AND {% include "parts/open_dossiers.sql" %}

    GROUP BY bucket
)
GROUP BY bucket
HAVING sum(won) != 0 OR (denominator != 0 AND NOT {is_count:UInt8})
ORDER BY bucket
