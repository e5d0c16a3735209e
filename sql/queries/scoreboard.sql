-- The communes of a province, or of the country, by a frame of the catalogue, ranked among their peers.
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   frame      String          id of a frame of the catalogue, such as qd-766
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
--   peers      String          province, kind, former-district or size: within the province, or the country; own-province: of
--                              the country, each within its province
--   minimum_n  UInt32          communes with fewer received dossiers are not ranked
-- Rows: one per unit of the roster that is valid on the last day, ranked ones first, ties in the order of the code.
--   province_code, commune_code, name, kind, former_district
--   peer_group       the kind; the province; the province and its former district; small, medium or large; '' for all
--   rank             competition rank (1-2-2-4) within the peer group, null when unranked
--   reason           '' when ranked, else not_enough_data or no_data
--   n                dossiers received in the period (without declined ones)
--   points           won, of points_computable, to two decimals; null when nothing can be computed; never "the score of the
--                    decision"
--   coverage         points_computable / points of the frame
--   score            100 * points / points_computable to two decimals, null when n is 0 or nothing can be computed
--   class            id of the class of the frame, '' without
--   groups           per group of the frame: id, points (null when nothing of it can be computed), computable, of
--   rate_2_1, wilson_low, wilson_high   indicator 2.1 and its bounds (z = 1.96); null without, or when the frame lacks it
--   n_2_1            cases that the rate is of, 0 without
--   indicators       per indicator with points whose input is measured, or for which something was declared: id, numerator,
--                    denominator, target, max_points, points (null: no data)
--   open, overdue, overdue_suspected    open at the moment; of these overdue; of these with a suspected synchronisation fault
--   load             of the catalogue
--   as_of            the moment of the figures
SELECT
    province_code,
    commune_code,
    name,
    kind,
    former_district,
    peer_group,
    rank,
    reason,
    n,
    points,
    points_computable,
    coverage,
    score,
    class,
    groups,
    arrayFirst((rate, id) -> id = '2.1', rates, ids) AS rate_2_1,
    toUInt64(arrayFirst((denominator, id) -> id = '2.1', denominators, ids)) AS n_2_1,
    arrayFirst((bounds, id) -> id = '2.1', wilson, ids).1 AS wilson_low,
    arrayFirst((bounds, id) -> id = '2.1', wilson, ids).2 AS wilson_high,
    arrayFilter(
        indicator -> indicator.5 > 0,
        arrayMap(
            (id, numerator, denominator, target, worth, lacks, points_won) -> (
                toString(id), greatest(0., numerator), denominator, ifNull(target, 0.), if(lacks, 0., ifNull(worth, 0.)), points_won),
            ids,
            numerators,
            denominators,
            targets,
            worths,
            missing,
            won)) AS indicators,
    open,
    overdue,
    overdue_suspected,
    load,
    as_of
FROM commune_scores(
    province = {province:String},
    from_day = {from_day:Date},
    to_day = {to_day:Date},
    at = {at:DateTime64(3, 'UTC')},
    frame = {frame:String},
    catalogue = {catalogue:UInt32},
    peers = {peers:String},
    minimum_n = {minimum_n:UInt32})
ORDER BY rank IS NULL, rank, commune_code
