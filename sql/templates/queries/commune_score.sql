-- Communes' rows of the scoreboard, beside their peers.
--
-- Parameters
--   commune    String          five digits, or '' for all communes of the province
--   province   String          two digits, or '' for the whole country
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   frame      String          id of a frame of the catalogue, such as qd-766
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
--   peers      String          province, kind, former-district or size: within the province, or the country
--   minimum_n  UInt32          communes with fewer received dossiers are not ranked
-- Rows: one per commune of those of the province that are valid on the last day, in no order.
--   province_code, province_name, commune_code, name, kind, former_district, peer_group, rank, reason, n, points,
--   points_computable, coverage, score, class, groups, open, overdue, overdue_suspected, load, as_of   as scoreboard
--   peers, peers_ranked   communes of the peer group, and those of them that are ranked
--   peers_median          median of the scores of the ranked ones, null without one
SELECT
    province_code,
    roster_province.name AS province_name,
    commune_code,
    scores.name AS name,
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
    open,
    overdue,
    overdue_suspected,
    load,
    as_of,
    peers,
    peers_ranked,
    peers_median
FROM
(
    SELECT
        *,
        count() OVER (PARTITION BY peer_group) AS peers,
        countIf(reason = '') OVER (PARTITION BY peer_group) AS peers_ranked,
        quantileExactInclusiveIf(0.5)(score, reason = '') OVER (PARTITION BY peer_group) AS peers_median
    FROM {{ view("commune_scores") }}
) AS scores
LEFT JOIN roster_province ON roster_province.code = scores.province_code
WHERE {commune:String} = '' OR commune_code = {commune:String}
