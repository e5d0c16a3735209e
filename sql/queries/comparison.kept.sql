-- Rendered from sql/templates/queries/comparison.sql; change that.
-- Some communes side by side: each indicator of the frame, and the rate of their peers.
--
-- Parameters
--   communes   String          2 to 5 codes, joined by commas
--   province   String          two digits, or '' for the whole country
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   frame      String          id of a frame of the catalogue, such as qd-766
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
--   peers      String          province, kind, former-district or size: within the province, or the country
--   minimum_n  UInt32          communes with fewer received dossiers are not ranked
-- Rows: one per indicator of the frame, in the order of the catalogue, and commune, in the order of the code.
--   commune_code, name
--   position, id, name_vi, name_en, group, unit, input, better   of the indicator; input: measured, declared or missing
--   numerator, denominator       null when missing
--   rate                         null when missing or the denominator is 0
--   target, points               full points at this rate; the most points, null when it gives none
--   won, lost                    null when it gives no points or has no data
--   reason                       '', no_data, not_enough_data (denominator < minimum_n of the indicator) or missing
--   wilson_low, wilson_high      bounds (z = 1.96) of a rate between 0 and 1, else null
--   shrunken                     rate drawn towards that of the peers by minimum_n cases; to sort by, not to be shown alone
--   peers_numerator, peers_denominator, peers_rate   sums of the peer group, and their ratio
--   numerator_text, denominator_text, formula_version, source, verified, minimum_n   of the version in force
--   declared                     per declared figure used: figure, numerator, denominator (or null), period, observed_on,
--                                document, declared_at, office
--   as_of                        the moment of the figures
SELECT *
FROM (
    WITH
        splitByChar(',', {communes:String}) AS codes
    SELECT
        commune_code,
        name,
        position,
        id,
        name_vi,
        name_en,
        splitByChar('/', arrayFirst(place -> startsWith(place, concat({frame:String}, '/')), rule.groups))[2] AS group,
        unit,
        input,
        better,
        target,
        if(lacks, NULL, greatest(0., raw_numerator)) AS numerator,
        if(lacks, NULL, raw_denominator) AS denominator,
        rate,
        worth AS points,
        points_won AS won,
        worth - points_won AS lost,
        multiIf(
            lacks, 'missing',
            raw_denominator = 0, 'no_data',
            raw_denominator < minimum_n, 'not_enough_data',
            '') AS reason,
        bounds.1 AS wilson_low,
        bounds.2 AS wilson_high,
        if(lacks, NULL, (numerator + minimum_n * peers_rate) / nullIf(denominator + minimum_n, 0)) AS shrunken,
        -- Sums of fractions, in any order: the last digits differ.
        round(greatest(0., raw_peers_numerator), 6) AS peers_numerator,
        peers_denominator,
        if(peers_denominator = 0, NULL, peers_numerator / peers_denominator) AS peers_rate,
        numerator_text,
        denominator_text,
        formula_version,
        source,
        verified,
        minimum_n,
        arrayFilter(
            figure -> has(
                arrayMap(
                    measure -> replaceRegexpOne(measure, '^declared\\.(.*?)(\\.numerator|\\.denominator)?$', '\\1'),
                    arrayFilter(measure -> startsWith(measure, 'declared.'), rule.measures)),
                figure.1),
            figures) AS declared,
        as_of
    FROM
    (
        SELECT
            as_of,
            commune_code,
            name,
            indicator_id,
            lacks,
            raw_numerator,
            raw_denominator,
            rate,
            bounds,
            worth,
            points_won,
            raw_peers_numerator,
            peers_denominator
        FROM
        (
            SELECT
                *,
                sumForEach(numerators) OVER (PARTITION BY peer_group) AS peers_numerators,
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
            QUALIFY has(codes, commune_code)
        )
        ARRAY JOIN
            ids AS indicator_id,
            missing AS lacks,
            numerators AS raw_numerator,
            denominators AS raw_denominator,
            rates AS rate,
            wilson AS bounds,
            worths AS worth,
            won AS points_won,
            peers_numerators AS raw_peers_numerator,
            peers_denominators AS peers_denominator
    ) AS standing
    INNER JOIN (
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
    ) AS rule ON rule.id = standing.indicator_id
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
        WHERE has(codes, unit)
    ) AS declarations ON declarations.declaring_unit = standing.commune_code
)
ORDER BY position, commune_code
