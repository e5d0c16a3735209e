-- As indicator_trend for one commune, for formulas that use measures of service requests alone that simply add up: neither
-- procedures nor dissatisfied_scaled. It takes a third of the time.
--
-- Parameters
--   commune    String          five digits
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   numerator_factors    Map(String, Float64)   of each measure of the numerator
--   denominator_factors  Map(String, Float64)   of each measure of the denominator; none: it is 1, a plain count
--   step       String          day or month
-- Rows: one per local day or month with data, as explanation_windows.
--   bucket                       the day, or the first day of the month (also where the period begins later in it)
--   numerator, denominator       sums over the communes
--   rate                         their ratio, null when the denominator is 0
--   communes                     communes that have data
WITH
    [
{% for measure in requests %}
        '{{ measure.name }}'{{ loop.last ? "" : "," }}
{% endfor %}
    ] AS names,
    arrayConcat(
        mapKeys({numerator_factors:Map(String, Float64)}),
        mapKeys({denominator_factors:Map(String, Float64)})) AS needed
SELECT
    bucket,
    greatest(0., sum(won)) AS numerator,
    sum(possible) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    count() AS communes
FROM
(
    SELECT
        bucket,
        arraySum(
            (factor, measure) -> factor * sums[measure],
            mapValues({numerator_factors:Map(String, Float64)}),
            arrayMap(
                name -> indexOf(names, name),
                mapKeys({numerator_factors:Map(String, Float64)}))) AS won,
        if(
            empty({denominator_factors:Map(String, Float64)}),
            1.,
            arraySum(
                (factor, measure) -> factor * sums[measure],
                mapValues({denominator_factors:Map(String, Float64)}),
                arrayMap(
                    name -> indexOf(names, name),
                    mapKeys({denominator_factors:Map(String, Float64)})))) AS possible
    FROM
    (
        SELECT bucket, sumForEach(requests) AS sums
        FROM {{ view("request_measures", needed="needed", province="''") }}
        GROUP BY commune_code, bucket
    )
)
WHERE won != 0 OR (possible != 0 AND notEmpty({denominator_factors:Map(String, Float64)}))
GROUP BY bucket
ORDER BY bucket
