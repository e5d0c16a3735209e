-- How the ranks of the scoreboard moved since a named earlier standing: restated as scoreboard does it, with the same load of
-- the catalogue. Facts without a time of their own are those known now, so a correction made since also moves the earlier
-- rank.
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   frame      String          id of a frame of the catalogue, such as qd-766
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
--   peers      String          province, kind, former-district or size: within the province, or the country
--   minimum_n  UInt32          communes with fewer received dossiers are not ranked
--   earlier_from_day  Date           first local day of the earlier standing
--   earlier_to_day    Date           the local day after its last one
--   earlier_at        DateTime64(3)  its moment, an instant (UTC)
-- Rows: one per unit that is in both scoreboards.
--   commune_code
--   rank, earlier_rank     null when unranked
--   movement               earlier_rank - rank: positive is a gain; null unless ranked in both
--   score, earlier_score   null as in scoreboard
SELECT
    present.commune_code AS commune_code,
    present.rank AS rank,
    earlier.rank AS earlier_rank,
    toInt32(earlier.rank) - toInt32(present.rank) AS movement,
    present.score AS score,
    earlier.score AS earlier_score
FROM {{ view("commune_scores") }} AS present
INNER JOIN {{ view("commune_scores", from_day="{earlier_from_day:Date}", to_day="{earlier_to_day:Date}", at="{earlier_at:DateTime64(3, 'UTC')}") }} AS earlier ON earlier.commune_code = present.commune_code
ORDER BY rank IS NULL, rank, commune_code
