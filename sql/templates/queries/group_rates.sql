-- The groups of a frame, with the rates and points of their indicators: of a commune, a province or the country. Rates are
-- ratios of sums over the communes, never means of ratios, and points are won by these rates.
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   commune    String          five digits, or '' for the sums over all communes of the province
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   frame      String          id of a frame of the catalogue, such as qd-766
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
-- Rows: one per group of the frame, in the order of the catalogue.
--   id, name_vi, name_en
--   numerator, denominator, rate   sums over its indicators with data, when their formulas share one denominator; else null
--   indicators    per indicator: id, name_vi, name_en, unit, better, target (or null), numerator, denominator (null when no
--                 commune has data), rate (null also when the denominator is 0), formula_version, points (the most it gives, null
--                 when none), won, lost (null when it gives none or has no data)
WITH
    sums AS
    (
        SELECT id, numerator, denominator, rate, worth, points_won, lacks
        FROM
        (
            SELECT ids, numerators, denominators, rates, worths, won, missing
            FROM {{ view("indicator_points", indicator="''", step="''", whole="1") }}
            LIMIT 1
        )
        ARRAY JOIN
            ids AS id,
            numerators AS numerator,
            denominators AS denominator,
            rates AS rate,
            worths AS worth,
            won AS points_won,
            missing AS lacks
    ),
    rates AS
    (
        SELECT
            rule.position AS position,
            splitByChar('/', arrayFirst(place -> startsWith(place, concat({frame:String}, '/')), rule.groups))[2] AS group_id,
            rule.denominator_text AS denominator_text,
            sums.lacks AS lacks,
            if(lacks, NULL, greatest(0., sums.numerator)) AS numerator,
            if(lacks, NULL, sums.denominator) AS denominator,
            (
                rule.id, rule.name_vi, rule.name_en, rule.unit, rule.better, rule.target, numerator, denominator, sums.rate,
                rule.formula_version, sums.worth, sums.points_won, round(sums.worth - sums.points_won, 2)
            ) AS indicator
        FROM {{ view("catalogue_in_force", indicator="''") }} AS rule
        INNER JOIN sums ON sums.id = rule.id
    )
SELECT
    place.id AS id,
    any(place.name_vi) AS name_vi,
    any(place.name_en) AS name_en,
    if(uniqExactIf(denominator_text, rates.position > 0 AND NOT lacks) = 1, sum(rates.numerator), NULL) AS numerator,
    if(uniqExactIf(denominator_text, rates.position > 0 AND NOT lacks) = 1, sum(rates.denominator), NULL) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    arrayMap(entry -> entry.2, arraySort(entry -> entry.1, groupArrayIf((rates.position, indicator), rates.position > 0))) AS indicators
FROM
(
    -- By itself: on a cluster a table that others are joined to is joined on each shard.
    SELECT *
    FROM catalogue_group
    WHERE frame = {frame:String}
        AND load = if({catalogue:UInt32} = 0, (SELECT max(load) FROM catalogue_load), {catalogue:UInt32})
) AS place
LEFT JOIN rates ON rates.group_id = place.id
GROUP BY place.id
ORDER BY any(place.position)
