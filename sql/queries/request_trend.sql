-- As indicator_trend, for an indicator whose formulas use measures of service requests alone that simply add up: neither
-- procedures nor dissatisfied_scaled. It is planned in half the time.
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   commune    String          five digits, or '' for all communes of the province
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   indicator  String          id in the catalogue
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
--   step       String          day or month
-- Rows: one per local day or month with data, as explanation_windows.
--   bucket                       the day, or the first day of the month (also where the period begins later in it)
--   numerator, denominator       sums over the communes
--   rate                         their ratio, null when the denominator is 0
--   communes                     communes that have data
WITH
    (
        SELECT
            -- Without a denominator it is a plain count, of the first measure: 1.
            (
                rules.numerator_weights[1], rules.denominator_weights[1], positions, rules.denominator_weights[1][1] != 0
            )
        FROM scoring_rules(
            frame = '',
            indicator = {indicator:String},
            catalogue = {catalogue:UInt32},
            to_day = {to_day:Date})
    ) AS rule
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
        arraySum((weight, position) -> weight * if(position = 0, 1, sums[position]), rule.1, rule.3) AS won,
        arraySum((weight, position) -> weight * if(position = 0, 1, sums[position]), rule.2, rule.3) AS possible
    FROM
    (
        SELECT bucket, sumForEach(requests) AS sums
        FROM request_measures(
            province = {province:String},
            commune = {commune:String},
            from_day = {from_day:Date},
            to_day = {to_day:Date},
            at = {at:DateTime64(3, 'UTC')},
            step = {step:String})
        GROUP BY commune_code, bucket
    )
)
WHERE won != 0 OR (possible != 0 AND NOT rule.4)
GROUP BY bucket
ORDER BY bucket
