-- How some communes' points came about (docs/scoring.md): a row per commune and indicator of the frame, in the order of the
-- catalogue.
--
-- Parameters: as commune_scores, and communes: codes joined by commas.
-- commune_code, name, position, id, name_vi, name_en, group (id), unit, input, better, target;
-- numerator, denominator: null when missing; rate: null when missing or the denominator is 0; points: the most it gives, null
--   when none; won, lost: null when it has none or no data; reason: '', no_data, not_enough_data (denominator < minimum_n)
--   or missing;
-- wilson_low, wilson_high: bounds (z = 1.96) of a rate between 0 and 1; shrunken: the rate, drawn towards that of the peers
--   by minimum_n cases, for sorting alone;
-- peers_numerator, peers_denominator, peers_rate: sums of the peer group (with the commune), and their ratio;
-- numerator_text, denominator_text, formula_version (load/effective_from), source, verified, minimum_n;
-- as_of: the moment of the figures;
-- declared: (figure, numerator, denominator or null, period, observed_on, document, declared_at, office) of those used.
WITH
    splitByChar(',', {{ communes }}) AS codes
SELECT
    commune_code,
    name,
    position,
    id,
    name_vi,
    name_en,
    splitByChar('/', arrayFirst(place -> startsWith(place, concat({{ frame }}, '/')), rule.groups))[2] AS group,
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
        FROM {{ view("commune_scores") }}
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
INNER JOIN {{ view("catalogue_in_force", indicator="''") }} AS rule ON rule.id = standing.indicator_id
LEFT JOIN
(
    SELECT unit AS declaring_unit, figures
    FROM {{ view("commune_declarations") }}
    WHERE has(codes, unit)
) AS declarations ON declarations.declaring_unit = standing.commune_code
