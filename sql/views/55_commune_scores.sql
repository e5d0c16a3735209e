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
WITH
    (
        SELECT (load, ids, group_ids, worths, groups, frame_points, classes, targets, kind)
        FROM scoring_rules(
            frame = {frame:String},
            indicator = '',
            catalogue = {catalogue:UInt32},
            to_day = {to_day:Date})
    ) AS rules
SELECT
    *,
    if(
        reason = '',
        toNullable(toUInt32(rank() OVER (PARTITION BY peer_group, reason = '' ORDER BY score DESC))),
        NULL) AS rank
FROM
(
    SELECT
        province_code,
        commune_code,
        name,
        kind,
        former_district,
        multiIf(
            {peers:String} = 'kind', kind,
            {peers:String} = 'former-district', concat(province_code, '/', ifNull(former_district, '')),
            {peers:String} = 'size',
            ['small', 'medium', 'large'][1 + intDiv(3 * (rank() OVER (ORDER BY received) - 1), count() OVER ())],
            '') AS peer_group,
        multiIf(score IS NULL, 'no_data', received < {minimum_n:UInt32}, 'not_enough_data', '') AS reason,
        toUInt64(received) AS n,
        round(arraySum(arrayMap(points -> ifNull(points, 0.), won)), 9) AS points,
        arraySum(arrayMap((points, worth) -> if(points IS NULL, 0., ifNull(worth, 0.)), won, rules.4)) AS points_computable,
        if(rules.6 = 0, 0., points_computable / rules.6) AS coverage,
        if(points_computable = 0 OR (received = 0 AND rules.9 = 'points'), NULL, round(100 * points / points_computable, 9)) AS score,
        arrayFirst(band -> ifNull(score >= band.2, 0), rules.7).1 AS class,
        arrayMap(
            place -> (
                place.1,
                round(arraySum(arrayMap((points, id) -> if(id = place.1, ifNull(points, 0.), 0.), won, rules.3)), 9),
                arraySum(
                    arrayMap(
                        (points, worth, id) -> if(id = place.1 AND points IS NOT NULL, ifNull(worth, 0.), 0.),
                        won,
                        rules.4,
                        rules.3)),
                place.2),
            rules.5) AS groups,
        numerators,
        denominators,
        missing,
        rates,
        wilson,
        won,
        toUInt64(open) AS open,
        toUInt64(overdue) AS overdue,
        toUInt64(overdue_suspected) AS overdue_suspected,
        rules.1 AS load,
        rules.2 AS ids,
        rules.4 AS worths,
        rules.8 AS targets
    FROM indicator_points(
        province = {province:String},
        commune = '',
        from_day = {from_day:Date},
        to_day = {to_day:Date},
        at = {at:DateTime64(3, 'UTC')},
        frame = {frame:String},
        indicator = '',
        catalogue = {catalogue:UInt32},
        step = '') AS standing
    INNER JOIN
    (
        SELECT code, name, kind, province_code, former_district
        FROM roster_unit
        WHERE valid_from < {to_day:Date} AND valid_to >= {to_day:Date}
    ) AS unit ON unit.code = standing.commune_code
);
