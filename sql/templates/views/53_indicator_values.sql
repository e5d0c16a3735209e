-- The numerators and denominators of indicators: the formulas, over the measures.
--
-- Parameters: as commune_measures and scoring_rules.
-- commune_code, bucket, unit; received, open, overdue, overdue_suspected: dossiers, in a question for one indicator 0;
-- numerators (below 0 where a formula gives that: they are meant to be summed) and denominators, 0 when missing, as arrays in
--   the order of rules.ids;
-- missing: 1 where the input is missing, or nothing was declared;
-- rules: of scoring_rules, the same in all rows.
--
-- The rules are joined and no constants, and subqueries keep expressions short: the text of an expression, with all its
-- constants, is its name in the plan. What no formula needs is not read: see needed.
WITH
    (
        SELECT groupUniqArrayArray(arrayConcat(sources, rules.measures))
        FROM scoring_rule
        WHERE frame = {{ frame }} AND indicator = {{ indicator }} AND ({{ catalogue }} = 0 OR load = {{ catalogue }})
    ) AS needed
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
            {{ sum_of("sums", "service_requests.received") }} AS received,
            {{ sum_of("sums", "service_requests.open") }} AS open,
            {{ sum_of("sums", "service_requests.overdue") }} AS overdue,
            {{ sum_of("sums", "service_requests.overdue_suspected") }} AS overdue_suspected,
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
        FROM {{ view("commune_measures", needed="needed") }} AS standing
        CROSS JOIN {{ view("scoring_rules") }} AS scoring
    )
)
