-- THE scores (docs/scoring.md): communes by a frame of the catalogue, ranked within their peers: competition ranks (1-2-2-4).
-- One row per unit that is valid on the last day of the period, unranked ones too.
--
-- Parameters: province, from_day, to_day, at, frame, catalogue as commune_measures; peers: province, kind, former-district or
-- size (terciles of n), among the communes of the province, or of the country when it is ''; minimum_n: communes with fewer
-- received dossiers are not ranked.
-- peer_group: the kind, the province and its former district, small, medium or large, or '' for all;
-- reason: '' when ranked, else not_enough_data or no_data (no score); n: dossiers received;
-- points: won; points_computable: those of the indicators that have data; coverage: their share of the frame's points;
-- score: 100 * points / points_computable, null when nothing can be computed or, in a frame of points, nothing was received;
--   class: id of the highest one reached, '' without; in a frame of criteria each criterion with a target is worth 1;
-- groups: (id, points, computable, of); the arrays of indicator_points and scoring_rules.
CREATE OR REPLACE VIEW commune_scores AS
SELECT
    *,
    if(
        reason = '',
        toNullable(toUInt32(rank() OVER (PARTITION BY peer_group, reason ORDER BY score DESC))),
        NULL) AS rank
FROM
(
    SELECT
        *,
        multiIf(score IS NULL, 'no_data', n < {minimum_n:UInt32}, 'not_enough_data', '') AS reason,
        arrayFirst(band -> ifNull(score >= band.2, 0), rules.classes).1 AS class,
        arrayMap(
            place -> (
                place.1,
                round(arraySum(arrayMap((points, id) -> if(id = place.1, points, 0.), won_or_0, rules.group_ids)), 9),
                arraySum(arrayMap((worth, id) -> if(id = place.1, worth, 0.), computable, rules.group_ids)),
                place.2),
            rules.groups) AS groups
    FROM
    (
        SELECT
            *,
            points_computable / frame_points AS coverage,
            if(
                points_computable = 0 OR (n = 0 AND rules.kind = 'points'),
                NULL,
                round(100 * points / points_computable, 9)) AS score
        FROM
        (
            SELECT
                *,
                round(arraySum(won_or_0), 9) AS points,
                arraySum(computable) AS points_computable
            FROM
            (
                SELECT
                    unit.1 AS province_code,
                    commune_code,
                    unit.2 AS name,
                    unit.3 AS kind,
                    unit.4 AS former_district,
                    multiIf(
                        {peers:String} = 'kind', unit.3,
                        {peers:String} = 'former-district', concat(unit.1, '/', unit.4),
                        {peers:String} = 'size',
                        ['small', 'medium', 'large'][
                            1 + intDiv(3 * (rank() OVER (ORDER BY received) - 1), count() OVER ())],
                        '') AS peer_group,
                    toUInt64(received) AS n,
                    arrayMap(points -> ifNull(points, 0.), won) AS won_or_0,
                    arrayMap((points, worth) -> if(points IS NULL, 0., ifNull(worth, 0.)), won, worths) AS computable,
                    numerators,
                    denominators,
                    missing,
                    rates,
                    wilson,
                    won,
                    toUInt64(open) AS open,
                    toUInt64(overdue) AS overdue,
                    toUInt64(overdue_suspected) AS overdue_suspected,
                    frame_points,
                    ids,
                    worths,
                    rules.targets AS targets,
                    rules.load AS load,
                    rules
                FROM indicator_points(
                    province = {province:String},
                    commune = '',
                    from_day = {from_day:Date},
                    to_day = {to_day:Date},
                    at = {at:DateTime64(3, 'UTC')},
                    frame = {frame:String},
                    indicator = '',
                    catalogue = {catalogue:UInt32},
                    step = '')
                WHERE unit.2 != ''
            )
        )
    )
);
