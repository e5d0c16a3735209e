-- The ranking of a province's communes over a period.
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   now        DateTime64(3)   instant (UTC) at which open dossiers are judged
--   minimum_n  UInt32          communes with fewer received dossiers are not ranked
-- Rows: one per unit of the roster that is valid on the last day, ranked ones first, ties in the order of the code.
--   province_code, commune_code, name, kind
--   rank             competition rank (1-2-2-4), null when unranked
--   reason           '' when ranked, else not_enough_data or no_data
--   n                dossiers received in the period (without declined ones)
--   score            100 * points / points_possible, null when n is 0
--   points, points_possible   of the 50 points of Decision 766 that the streams give; never "the 766 score"
--   indicators       per indicator: id, numerator, denominator, target, max_points, points (null: no data)
--   open, overdue, overdue_suspected   open now; of these overdue; of these with a suspected synchronisation fault
SELECT *
FROM service_request_leaderboard(
    province = {province:String},
    from_day = {from_day:Date},
    to_day = {to_day:Date},
    at = {now:DateTime64(3, 'UTC')},
    minimum_n = {minimum_n:UInt32})
ORDER BY rank IS NULL, rank, commune_code
