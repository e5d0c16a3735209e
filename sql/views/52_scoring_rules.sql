-- The catalogue in force as one row of arrays, an entry per indicator in the order of the catalogue, for formulas to be
-- computed as dot products with the measures of commune_measures.
--
-- Parameters: as catalogue_in_force.
-- measures: first '1', which is always 1, for formulas without a denominator; then the received, open, overdue and
--   suspected dossiers, which every scoreboard shows; then all others that are used;
-- numerator_weights, denominator_weights, uses: per indicator an entry per measure: its factor; 1 where the formulas use it;
-- kind, classes: of the frame; groups: (id, most points, or number of criteria); frame_points: their sum;
-- group_ids: the group in the frame; worth: the most points, 1 for a criterion with a target, null when it gives none.
CREATE OR REPLACE VIEW scoring_rules AS
WITH
    (
        SELECT if({catalogue:UInt32} = 0, max(catalogue_load.load), {catalogue:UInt32})
        FROM catalogue_load
    ) AS chosen,
    (
        SELECT (any(kind), any(points), any(classes))
        FROM catalogue_frame
        WHERE id = {frame:String} AND load = chosen
    ) AS frame_facts,
    (
        SELECT groupArray((toString(id), ifNull(ifNull(points, criteria), 0.)))
        FROM (SELECT * FROM catalogue_group WHERE frame = {frame:String} AND load = chosen ORDER BY position)
    ) AS frame_groups
SELECT
    load,
    frame_facts.1 AS kind,
    if(kind = 'points', ifNull(frame_facts.2, 0.), arraySum(frame_groups.2)) AS frame_points,
    frame_facts.3 AS classes,
    frame_groups AS groups,
    ids,
    inputs,
    group_ids,
    targets,
    betters,
    worths,
    zero_denominators,
    minimum_ns,
    measures,
    arrayMap(
        (used, factors) -> arrayMap(
            measure -> arraySum(arrayMap((name, factor) -> if(name = measure, factor, 0.), used, factors)),
            measures),
        numerator_measures,
        numerator_factors) AS numerator_weights,
    arrayMap(
        (used, factors) -> arrayMap(
            measure -> arraySum(arrayMap((name, factor) -> if(name = measure, factor, 0.), used, factors)),
            measures),
        arrayMap(used -> if(empty(used), ['1'], used), denominator_measures),
        arrayMap(factors -> if(empty(factors), [1.], factors), denominator_factors)) AS denominator_weights,
    arrayMap(used -> arrayMap(measure -> toFloat64(has(used, measure)), measures), used_measures) AS uses
FROM
(
    SELECT
        any(load) AS load,
        groupArray(id) AS ids,
        groupArray(input) AS inputs,
        groupArray(group_id) AS group_ids,
        groupArray(tuple(target)).1 AS targets,
        groupArray(better) AS betters,
        groupArray(tuple(worth)).1 AS worths,
        groupArray(zero_denominator) AS zero_denominators,
        groupArray(minimum_n) AS minimum_ns,
        groupArray(numerator_measures) AS numerator_measures,
        groupArray(numerator_factors) AS numerator_factors,
        groupArray(denominator_measures) AS denominator_measures,
        groupArray(denominator_factors) AS denominator_factors,
        groupArray(used) AS used_measures,
        arrayDistinct(
            arrayConcat(
                ['1', 'service_requests.received', 'service_requests.open', 'service_requests.overdue',
                    'service_requests.overdue_suspected'],
                arraySort(arrayFlatten(groupArray(used))))) AS measures
    FROM
    (
        SELECT
            rule.* EXCEPT (measures),
            CAST(rule.measures, 'Array(String)') AS used,
            splitByChar('/', arrayFirst(place -> startsWith(place, concat({frame:String}, '/')), groups))[2] AS group_id,
            multiIf(frame_facts.1 = 'points', points, frame_facts.1 = 'criteria' AND target IS NOT NULL, 1, NULL) AS worth
        FROM catalogue_in_force(
            frame = {frame:String},
            indicator = {indicator:String},
            catalogue = {catalogue:UInt32},
            to_day = {to_day:Date}) AS rule
        ORDER BY position
    )
);
