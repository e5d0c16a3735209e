-- The catalogue in force as one row of arrays, an entry per indicator in the order of the catalogue, for formulas to be
-- computed as dot products with the measures of commune_measures. One row also when there is nothing: of empty arrays.
--
-- Parameters: as catalogue_in_force.
-- ids; positions: of rules.measures in stream_measure_names, 0 for others;
-- rules: a tuple of load;
--   kind, classes: of the frame; groups: (id, of: most points, or number of criteria); frame_points: their sum;
--   measures: first '1', which is always 1, for formulas without a denominator, then all that are used;
--   numerator_weights, denominator_weights, uses: per indicator an entry per measure: its factor; 1 where the formulas use it;
--   ids, inputs, targets, betters, zero_denominators; group_ids: the group in the frame; worths: the most points, 1 for a
--   criterion with a target, null when it gives none or was not verified.
SELECT
    argMax(tuple(rules), load).1 AS rules,
    rules.ids AS ids,
    arrayMap(measure -> indexOf((SELECT names FROM {{ view("stream_measure_names") }}), measure), rules.measures) AS positions
FROM scoring_rule
WHERE frame = {{ frame }} AND indicator = {{ indicator }}
    AND ({{ catalogue }} = 0 OR load = {{ catalogue }})
    AND effective_from < {{ to_day }} AND effective_to >= {{ to_day }}
