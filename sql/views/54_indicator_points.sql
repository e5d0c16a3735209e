-- THE points (docs/scoring.md): what each commune has won of each indicator, as arrays in the order of ids.
--
-- Parameters: as commune_measures and scoring_rules.
-- commune_code, bucket, unit; received, open, overdue, overdue_suspected: dossiers;
-- numerators (below 0 where a formula gives that: they are meant to be summed) and denominators, 0 when missing;
-- missing: 1 where the input is missing, or nothing was declared;
-- rates: greatest(0, numerator) / denominator, null when missing or the denominator is 0;
-- wilson: Wilson's bounds (z = 1.96) of rates between 0 and 1, else nulls;
-- won: of worths, linear up to the target; null when it gives no points, is missing or has no data;
-- rules: of scoring_rules, the same in all rows; ids, worths, frame_points: of it.
--
-- The rules are joined and no constants, and subqueries keep expressions short: the text of an expression, with all its
-- constants, is its name in the plan.
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
        (worth, target, better, zero, lacks, rate) -> multiIf(
            worth IS NULL OR target IS NULL OR lacks, NULL,
            rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL),
            rules.kind = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)),
            better = 'lower', worth * if(rate <= target, 1., target / rate),
            worth * least(1., rate / target)),
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
        *,
        arrayMap(
            (numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator),
            numerators,
            denominators) AS rates
    FROM
    (
        SELECT
            * EXCEPT (measures),
            arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.numerator_weights, missing)
                AS numerators,
            arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.denominator_weights, missing)
                AS denominators
        FROM
        (
            SELECT
                * EXCEPT (undeclared),
                arrayMap(
                    (input, used) -> input = 'missing' OR arrayDotProduct(used, undeclared) > 0,
                    rules.inputs,
                    rules.uses) AS missing
            FROM
            (
                SELECT
                    commune_code,
                    bucket,
                    unit,
                    rules,
                    sums[1] AS received,
                    sums[5] AS open,
                    sums[28] AS overdue,
                    sums[29] AS overdue_suspected,
                    arrayMap(
                        (measure, position) -> multiIf(
                            measure = '1', 1.,
                            position > 0, sums[position],
                            figures.2[indexOf(figures.1, measure)]),
                        rules.measures,
                        positions) AS measures,
                    arrayMap(
                        (measure, position) -> toFloat64(
                            position = 0 AND measure != '1' AND NOT has(figures.1, measure)),
                        rules.measures,
                        positions) AS undeclared
                FROM
                (
                    SELECT *
                    FROM commune_measures(
                        province = {province:String},
                        commune = {commune:String},
                        from_day = {from_day:Date},
                        to_day = {to_day:Date},
                        at = {at:DateTime64(3, 'UTC')},
                        step = {step:String}) AS standing
                    CROSS JOIN scoring_rules(
                        frame = {frame:String},
                        indicator = {indicator:String},
                        catalogue = {catalogue:UInt32},
                        to_day = {to_day:Date}) AS scoring
                )
            )
        )
    )
);
