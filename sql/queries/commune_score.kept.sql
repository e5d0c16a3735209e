-- Rendered from sql/templates/queries/commune_score.sql; change that.
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
    FROM (
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
                multiIf(
                    {peers:String} = 'kind', kind,
                    {peers:String} = 'own-province', province_code,
                    {peers:String} = 'former-district', concat(province_code, '/', former_district),
                    {peers:String} = 'size',
                    ['small', 'medium', 'large'][1 + intDiv(3 * (rank() OVER (ORDER BY n) - 1), count() OVER ())],
                    '') AS peer_group,
                multiIf(score IS NULL, 'no_data', n < {minimum_n:UInt32}, 'not_enough_data', '') AS reason
            FROM (
                SELECT *
                FROM {table:Identifier}
                WHERE ({province:String} = '' OR province_code = {province:String})
                    AND frame = {frame:String} AND from_day = {from_day:Date} AND to_day = {to_day:Date}
                    AND load = if({catalogue:UInt32} = 0, (SELECT max(load) FROM catalogue_load), {catalogue:UInt32})
                    AND as_of <= {at:DateTime64(3, 'UTC')}
                    AND as_of >= {at:DateTime64(3, 'UTC')} - toIntervalSecond({lag_seconds:UInt32})
        )
        )
)
) AS scores
LEFT JOIN roster_province ON roster_province.code = scores.province_code
WHERE {commune:String} = '' OR commune_code = {commune:String}
