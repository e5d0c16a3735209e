-- THE scores (docs/scoring.md): one row per unit that is valid on the last day of the period, by a frame of the catalogue,
-- each by itself; beside its peers in commune_scores.
--
-- Parameters: province, from_day, to_day, at, frame, catalogue as commune_measures.
-- as_of: the moment; n: dossiers received;
-- points: won, null when nothing can be computed; points_computable: those of the indicators that have data; coverage: their
--   share of the frame's points;
-- score: 100 * points / points_computable to two decimals, as it is shown and ranked; null when nothing can be computed or, in a
--   frame of points, nothing was received;
--   class: id of the highest one reached, '' without; in a frame of criteria each criterion with a target is worth 1;
-- groups: (id, points, computable, of), points null when nothing of the group can be computed; ids, targets and the arrays of
--   indicator_points; load: of the catalogue.
SELECT
    * EXCEPT (rules, won_or_0, computable),
    points_computable / frame_points AS coverage,
    if(
        points_computable = 0 OR (n = 0 AND rules.kind = 'points'),
        NULL,
        round(100 * points / points_computable, 2)) AS score,
    arrayFirst(band -> ifNull(score >= band.2, 0), rules.classes).1 AS class,
    arrayMap(
        (place, reachable) -> (
            place.1,
            if(
                reachable = 0,
                NULL,
                round(arraySum(arrayMap((points, id) -> if(id = place.1, points, 0.), won_or_0, rules.group_ids)), 2)),
            reachable,
            place.2),
        rules.groups,
        arrayMap(
            place -> arraySum(arrayMap((worth, id) -> if(id = place.1, worth, 0.), computable, rules.group_ids)),
            rules.groups)) AS groups
FROM
(
    SELECT
        {{ at }} AS as_of,
        unit.1 AS province_code,
        commune_code,
        unit.2 AS name,
        unit.3 AS kind,
        unit.4 AS former_district,
        toUInt64(received) AS n,
        arrayMap(points -> ifNull(points, 0.), won) AS won_or_0,
        arrayMap((points, worth) -> if(points IS NULL, 0., ifNull(worth, 0.)), won, worths) AS computable,
        numerators,
        denominators,
        missing,
        rates,
        wilson,
        won,
        met,
        toUInt64(open) AS open,
        toUInt64(overdue) AS overdue,
        toUInt64(overdue_suspected) AS overdue_suspected,
        frame_points,
        ids,
        worths,
        rules.targets AS targets,
        rules.load AS load,
        rules,
        arraySum(computable) AS points_computable,
        if(points_computable = 0, NULL, round(arraySum(won_or_0), 2)) AS points
    FROM {{ view("indicator_points", commune="''", indicator="''", step="''", whole="0") }}
    WHERE unit.2 != ''
)
