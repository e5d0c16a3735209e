-- The ranking of a province's communes over a period, by what can be computed of Decision 766/QĐ-TTg: scoreboard with the
-- frame qd-766, the latest load of the catalogue, among the communes of the province (or of the country).
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   now        DateTime64(3)   instant (UTC): as it stood then
--   minimum_n  UInt32          communes with fewer received dossiers are not ranked
-- Rows: one per unit of the roster that is valid on the last day, ranked ones first, ties in the order of the code.
--   province_code, commune_code, name, kind
--   rank             competition rank (1-2-2-4), null when unranked
--   reason           '' when ranked, else not_enough_data or no_data
--   n                dossiers received in the period (without declined ones)
--   score            100 * points / points_possible to two decimals, null when n is 0 or there is no catalogue
--   class            id of the class of the frame that the score reaches, '' without a score
--   points, points_possible   of the points that can be computed, points null when none can be; never "the 766 score"
--   indicators       per indicator with points whose input is measured, or for which something was declared: id, numerator,
--                    denominator, target, max_points, points (null: no data)
--   open, overdue, overdue_suspected   open now; of these overdue; of these with a suspected synchronisation fault
--   as_of            the moment of the figures
SELECT
    province_code,
    commune_code,
    name,
    kind,
    reason,
    rank,
    n,
    score,
    class,
    points,
    points_computable AS points_possible,
    arrayFilter(
        indicator -> indicator.5 > 0,
        arrayMap(
            (id, numerator, denominator, target, worth, lacks, won) -> CAST(
                (toString(id), greatest(0., numerator), denominator, ifNull(target, 0.), if(lacks, 0., ifNull(worth, 0.)), won),
                'Tuple(id String, numerator Float64, denominator Float64, target Float64, max_points Float64, points Nullable(Float64))'),
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
    as_of
FROM {{ view("commune_scores", at="{now:DateTime64(3, 'UTC')}", frame="'qd-766'", catalogue="0", peers="'province'") }}
ORDER BY rank IS NULL, rank, commune_code
