-- How the ranks of the leaderboard moved since a named earlier moment: scoreboard_movement with the frame qd-766 and the
-- latest load of the catalogue.
--
-- Parameters
--   province, from_day, to_day, now, minimum_n   as leaderboard
--   earlier_from_day  Date           first local day of the earlier standing
--   earlier_to_day    Date           the local day after its last one
--   earlier_at        DateTime64(3)  its moment, an instant (UTC)
-- Rows: one per unit that is in both rankings' rosters.
--   commune_code
--   rank, earlier_rank   null when unranked
--   movement             earlier_rank - rank: positive is a gain; null unless ranked in both
SELECT
    present.commune_code AS commune_code,
    present.rank AS rank,
    earlier.rank AS earlier_rank,
    toInt32(earlier.rank) - toInt32(present.rank) AS movement
FROM {{ view("commune_scores", at="{now:DateTime64(3, 'UTC')}", frame="'qd-766'", catalogue="0", peers="'province'") }} AS present
INNER JOIN {{ view("commune_scores", from_day="{earlier_from_day:Date}", to_day="{earlier_to_day:Date}", at="{earlier_at:DateTime64(3, 'UTC')}", frame="'qd-766'", catalogue="0", peers="'province'") }} AS earlier ON earlier.commune_code = present.commune_code
ORDER BY rank IS NULL, rank, commune_code
