-- Rendered from sql/templates/queries/explanation.sql; change that.
-- Why communes have their scores: each indicator of the frame, without the catalogue's own words. A row per commune, so that one
-- question serves all who ask for a commune of the province.
--
-- Parameters
--   communes   String          codes joined by commas, or '' for all of the province
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
--   ids, numerators, denominators, rates, wilson, worths, won, lost, met, reasons, shrunken, peers_numerators,
--   peers_denominators, peers_rates, declared   of the view commune_explanation: arrays in the order of the catalogue
--   as_of                        the moment of the figures
SELECT *
FROM (
    WITH
        splitByChar(',', {communes:String}) AS codes,
        (
            SELECT (groupArray(toString(id)), groupArray(toFloat64(minimum_n)))
            FROM (
                SELECT
                    *,
                    arrayDistinct(arrayConcat(numerator_measures, denominator_measures)) AS measures,
                    concat(toString(load), '/', toString(effective_from)) AS formula_version
                FROM catalogue_indicator
                WHERE
                    (load = {catalogue:UInt32} OR ({catalogue:UInt32} = 0 AND load = (SELECT max(load) FROM catalogue_load)))
                    AND effective_from < {to_day:Date} AND effective_to >= {to_day:Date}
                    AND ({frame:String} = '' OR arrayExists(place -> startsWith(place, concat({frame:String}, '/')), groups))
                    AND ('' = '' OR id = '')
    )
        ) AS least
    SELECT
        commune_code,
        name,
        ids,
        arrayMap((own, lacks) -> if(lacks, NULL, greatest(0., own)), own_numerators, missing) AS numerators,
        arrayMap((own, lacks) -> if(lacks, NULL, own), own_denominators, missing) AS denominators,
        rates,
        wilson,
        worths,
        won,
        met,
        arrayMap((worth, points) -> round(worth - points, 2), worths, won) AS lost,
        arrayMap(
            (n, minimum) -> multiIf(n IS NULL, 'missing', n = 0, 'no_data', n < minimum, 'not_enough_data', ''),
            denominators,
            minimums) AS reasons,
        arrayMap(
            (numerator, n, minimum, rate) -> (numerator + minimum * rate) / nullIf(n + minimum, 0),
            numerators,
            denominators,
            minimums,
            peers_rates) AS shrunken,
        peers_numerators,
        peers_denominators,
        arrayMap((numerator, n) -> if(n = 0, NULL, numerator / n), peers_numerators, peers_denominators) AS peers_rates,
        figures AS declared,
        as_of
    FROM
    (
        SELECT
            as_of,
            commune_code,
            name,
            ids,
            missing,
            numerators AS own_numerators,
            denominators AS own_denominators,
            rates,
            wilson,
            worths,
            won,
            met,
            arrayMap(id -> least.2[indexOf(least.1, id)], ids) AS minimums,
            -- Sums of fractions, in any order: the last digits differ.
            arrayMap(
                numerator -> round(greatest(0., numerator), 6),
                sumForEach(numerators) OVER (PARTITION BY peer_group)) AS peers_numerators,
            sumForEach(denominators) OVER (PARTITION BY peer_group) AS peers_denominators
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
        QUALIFY {communes:String} = '' OR has(codes, commune_code)
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
        WHERE {communes:String} = '' OR has(codes, unit)
    ) AS declarations ON declarations.declaring_unit = standing.commune_code
)
