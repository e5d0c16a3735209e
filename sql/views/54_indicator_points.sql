-- THE points (docs/scoring.md): what each commune has won of each indicator, as arrays in the order of ids.
--
-- Parameters, and what is not told here: as indicator_values; whole: 0, or 1 for the points of all communes as one, which are
-- those of their sums and not the sum of theirs: then numerators, denominators, missing (1 where no commune has data) and what
-- follows from them are the same in all rows of a bucket.
-- rates: greatest(0, numerator) / denominator, null when missing or the denominator is 0;
-- wilson: Wilson's bounds (z = 1.96) of rates between 0 and 1, else nulls;
-- won: of worths, linear up to the target, in hundredths of a point, so that every sum of them is the sum of what is shown;
--   null when it gives no points, is missing or has no data;
-- ids, worths, frame_points: of rules.
CREATE OR REPLACE VIEW indicator_points AS
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
                (rate + 1.9208 / n - 1.96 * sqrt(rate * (1 - rate) / n + 0.9604 / (n * n))) / (1 + 3.8416 / n),
                (rate + 1.9208 / n + 1.96 * sqrt(rate * (1 - rate) / n + 0.9604 / (n * n))) / (1 + 3.8416 / n)
            ),
            (NULL, NULL)),
        rates,
        denominators) AS wilson,
    arrayMap(
        (worth, target, better, zero, lacks, rate) -> round(
            multiIf(
                worth IS NULL OR target IS NULL OR lacks, NULL,
                rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL),
                rules.kind = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)),
                better = 'lower', worth * if(rate <= target, 1., target / rate),
                worth * least(1., rate / target)),
            2),
        rules.worths,
        rules.targets,
        rules.betters,
        rules.zero_denominators,
        missing,
        rates) AS won,
    rules,
    rules.ids AS ids,
    rules.worths AS worths,
    rules.frame_points AS frame_points
FROM
(
    SELECT
        * EXCEPT (numerators, denominators, missing),
        if({whole:UInt8} = 1, minForEach(own.missing) OVER (PARTITION BY bucket), own.missing) AS missing,
        if({whole:UInt8} = 1, sumForEach(own.numerators) OVER (PARTITION BY bucket), own.numerators) AS numerators,
        if({whole:UInt8} = 1, sumForEach(own.denominators) OVER (PARTITION BY bucket), own.denominators) AS denominators,
        arrayMap(
            (numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator),
            numerators,
            denominators) AS rates
    FROM indicator_values(
        province = {province:String},
        commune = {commune:String},
        from_day = {from_day:Date},
        to_day = {to_day:Date},
        at = {at:DateTime64(3, 'UTC')},
        frame = {frame:String},
        indicator = {indicator:String},
        catalogue = {catalogue:UInt32},
        step = {step:String}) AS own
);
