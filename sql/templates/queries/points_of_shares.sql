-- What the rules make of each share of a hundred: for shares that are shown rounded.
--
-- Parameters
--   to_day     Date            the local day after the last one
--   frame      String          id of a frame of the catalogue, such as qd-766
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
-- Rows: one per indicator of the frame.
--   id, group   of the indicator, and of its group in the frame
--   points      won at 0, 0.01, ... 1; null when it gives none
--   met         whether the target is reached there; null without a target
SELECT
    id,
    group,
    arrayMap(rate -> {% include "parts/points_won.sql" %}, shares) AS points,
    arrayMap(rate -> {% include "parts/target_met.sql" %}, shares) AS met
FROM
(
    SELECT
        rules,
        id,
        group,
        worth,
        target,
        better,
        zero,
        0 AS lacks,
        arrayMap(percent -> toNullable(percent / 100), range(101)) AS shares
    FROM {{ view("scoring_rules", indicator="''") }}
    ARRAY JOIN
        ids AS id,
        rules.group_ids AS group,
        rules.worths AS worth,
        rules.targets AS target,
        rules.betters AS better,
        rules.zero_denominators AS zero
)
