-- Rendered from sql/templates/queries/explanation_parts.sql; change that.
-- What explanation tells of each commune, in one row per commune: arrays with an entry per indicator of the frame, in the order
-- of the catalogue; without the catalogue's own words. So one question serves all who ask for a commune of the province.
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
-- Rows: one per commune of those of the province that are valid on the last day, in no order.
--   commune_code, name
--   ids                          of the indicators
--   missing, numerators, denominators, rates, wilson, worths, won   as indicator_points
--   peers_numerators, peers_denominators   sums of the peer group, with the commune
--   declared                     as explanation, of all indicators
--   as_of                        the moment of the figures
SELECT
    commune_code,
    name,
    ids,
    missing,
    numerators,
    denominators,
    rates,
    wilson,
    worths,
    won,
    sumForEach(numerators) OVER (PARTITION BY peer_group) AS peers_numerators,
    sumForEach(denominators) OVER (PARTITION BY peer_group) AS peers_denominators,
    figures AS declared,
    as_of
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
) AS standing
LEFT JOIN
(
    SELECT unit AS declaring_unit, figures
    FROM (
        SELECT
            unit,
            groupArray((figure, numerator, denominator, period, observed_on, document, declared_at, office)) AS figures
        FROM (
            SELECT
                unit_level,
                unit,
                figure,
                period,
                period_from,
                period_to,
                declaration_id,
                numerator,
                denominator,
                observed_on,
                document,
                declared_at,
                office
            FROM declared_figure
            WHERE declared_at <= {at:DateTime64(3, 'UTC')}
                AND (
                    (period_from = {from_day:Date} AND period_to = {to_day:Date})
                    OR (period_to <= {to_day:Date} AND period_from >= {to_day:Date} - 1 - INTERVAL 2 YEAR))
            ORDER BY
                (period_from = {from_day:Date} AND period_to = {to_day:Date}) DESC,
                period_to DESC,
                period_from DESC,
                declared_at DESC,
                toString(declaration_id) DESC
            LIMIT 1 BY unit_level, unit, figure
        )
        WHERE unit_level = 'commune'
        GROUP BY unit
)
) AS declarations ON declarations.declaring_unit = standing.commune_code
