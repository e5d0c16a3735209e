-- The scores of commune_points, ranked within their peers: competition ranks (1-2-2-4), so
-- that equal scores, as they are shown, have equal ranks. Unranked ones too.
--
-- Parameters: as commune_points; peers: province, kind, former-district or size (terciles of n), among the communes of the
-- province, or of the country when it is ''; own-province: of the country, each within its province; minimum_n: communes with fewer received dossiers are not ranked.
-- peer_group: the kind, the province, the province and its former district, small, medium or large, or '' for all;
-- reason: '' when ranked, else not_enough_data or no_data (no score).
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
        multiIf(
            {peers:String} = 'kind', kind,
            {peers:String} = 'own-province', province_code,
            {peers:String} = 'former-district', concat(province_code, '/', former_district),
            {peers:String} = 'size',
            ['small', 'medium', 'large'][1 + intDiv(3 * (rank() OVER (ORDER BY n) - 1), count() OVER ())],
            '') AS peer_group,
        multiIf(score IS NULL, 'no_data', n < {minimum_n:UInt32}, 'not_enough_data', '') AS reason
    FROM commune_points(
        province = {province:String},
        from_day = {from_day:Date},
        to_day = {to_day:Date},
        at = {at:DateTime64(3, 'UTC')},
        frame = {frame:String},
        catalogue = {catalogue:UInt32})
);
