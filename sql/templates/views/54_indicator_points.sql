-- THE points (docs/scoring.md): what each commune has won of each indicator, as arrays in the order of ids.
--
-- Parameters, and what is not told here: as indicator_values; whole: 0, or 1 for the points of all communes as one, which are
-- those of their sums and not the sum of theirs: then numerators, denominators, missing (1 where no commune has data) and what
-- follows from them are the same in all rows of a bucket.
-- rates: greatest(0, numerator) / denominator, null when missing or the denominator is 0;
-- wilson: Wilson's bounds (z = 1.96) of rates between 0 and 1, else nulls;
-- won: of worths, linear up to the target, in hundredths of a point, so that every sum of them is the sum of what is shown;
--   null when it gives no points, is missing or has no data; met: whether the target is reached, null without a rate or target;
-- ids, worths, frame_points: of rules.
SELECT
    commune_code,
    bucket,
    unit,
    received,
    open,
    overdue,
    overdue_suspected,
    missing,
    numerators,
    denominators,
    rates,
    arrayMap(
        (rate, n) -> if(
            rate BETWEEN 0 AND 1,
            (
                (rate + {{ z.half_of_square }} / n - {{ z.itself }} * sqrt(rate * (1 - rate) / n + {{ z.quarter_of_square }} / (n * n))) / (1 + {{ z.square }} / n),
                (rate + {{ z.half_of_square }} / n + {{ z.itself }} * sqrt(rate * (1 - rate) / n + {{ z.quarter_of_square }} / (n * n))) / (1 + {{ z.square }} / n)
            ),
            (NULL, NULL)),
        rates,
        denominators) AS wilson,
    arrayMap(
        (worth, target, better, zero, lacks, rate) -> {% include "parts/points_won.sql" %},
        rules.worths,
        rules.targets,
        rules.betters,
        rules.zero_denominators,
        missing,
        rates) AS won,
    arrayMap((target, better, rate) -> {% include "parts/target_met.sql" %}, rules.targets, rules.betters, rates) AS met,
    rules,
    rules.ids AS ids,
    rules.worths AS worths,
    rules.frame_points AS frame_points
FROM
(
    SELECT
{% if whole == "0" %}
        *,
{% else %}
        * EXCEPT (numerators, denominators, missing),
        if({{ whole }} = 1, minForEach(own.missing) OVER (PARTITION BY bucket), own.missing) AS missing,
        if({{ whole }} = 1, sumForEach(own.numerators) OVER (PARTITION BY bucket), own.numerators) AS numerators,
        if({{ whole }} = 1, sumForEach(own.denominators) OVER (PARTITION BY bucket), own.denominators) AS denominators,
{% endif %}
        arrayMap(
            (numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator),
            numerators,
            denominators) AS rates
    FROM {{ view("indicator_values") }} AS own
)
