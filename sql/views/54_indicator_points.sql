-- THE points (docs/scoring.md): what each commune has won of each indicator, as arrays in the order of scoring_rules.ids.
--
-- Parameters: as commune_measures.
-- commune_code, bucket; received, open, overdue, overdue_suspected: dossiers;
-- numerators (below 0 where a formula gives that: they are meant to be summed) and denominators, 0 when missing;
-- missing: 1 where the input is missing, or nothing was declared;
-- rates: greatest(0, numerator) / denominator, null when missing or the denominator is 0;
-- wilson: Wilson's bounds (z = 1.96) of rates between 0 and 1;
-- ids, worths, frame_points: of scoring_rules;
-- won: of worths, linear up to the target; null when it gives no points, is missing or has no data.
CREATE OR REPLACE VIEW indicator_points AS
WITH
    (
        SELECT
            (inputs, uses, numerator_weights, denominator_weights, worths, targets, betters, zero_denominators, kind, ids,
                frame_points)
        FROM scoring_rules(
            frame = {frame:String},
            indicator = {indicator:String},
            catalogue = {catalogue:UInt32},
            to_day = {to_day:Date})
    ) AS rules
SELECT
    commune_code,
    bucket,
    measures[2] AS received,
    measures[3] AS open,
    measures[4] AS overdue,
    measures[5] AS overdue_suspected,
    arrayMap((input, used) -> input = 'missing' OR arrayDotProduct(used, undeclared) > 0, rules.1, rules.2) AS missing,
    arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.3, missing) AS numerators,
    arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.4, missing) AS denominators,
    arrayMap(
        (numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator),
        numerators,
        denominators) AS rates,
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
        (worth, target, better, zero, lacks, rate) -> multiIf(
            worth IS NULL OR target IS NULL OR lacks, NULL,
            rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL),
            rules.9 = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)),
            better = 'lower', worth * if(rate <= target, 1., target / rate),
            worth * least(1., rate / target)),
        rules.5,
        rules.6,
        rules.7,
        rules.8,
        missing,
        rates) AS won,
    rules.10 AS ids,
    rules.5 AS worths,
    rules.11 AS frame_points
FROM commune_measures(
    province = {province:String},
    commune = {commune:String},
    from_day = {from_day:Date},
    to_day = {to_day:Date},
    at = {at:DateTime64(3, 'UTC')},
    frame = {frame:String},
    indicator = {indicator:String},
    catalogue = {catalogue:UInt32},
    step = {step:String});
