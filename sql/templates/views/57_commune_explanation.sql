-- How communes' points came about (docs/scoring.md): a row per commune, with arrays that have an entry per indicator of the
-- frame, in the order of ids, that of the catalogue.
--
-- Parameters: as commune_scores, and communes: codes joined by commas, or '' for all.
-- commune_code, name;
-- numerators, denominators: null when missing; rates: null when missing or the denominator is 0; worths: the most points, null
--   when none; won, lost: null when it has none or no data; reasons: '', no_data, not_enough_data (denominator < minimum_n)
--   or missing;
-- wilson: bounds (z = 1.96) of a rate between 0 and 1, else nulls; shrunken: the rate, drawn towards that of the peers by
--   minimum_n cases, for sorting alone;
-- peers_numerators, peers_denominators, peers_rates: sums of the peer group (with the commune), and their ratio;
-- declared: (figure, numerator, denominator or null, period, observed_on, document, declared_at, office) of the commune;
-- as_of: the moment of the figures.
WITH
    splitByChar(',', {{ communes }}) AS codes,
    (
        SELECT (groupArray(toString(id)), groupArray(toFloat64(minimum_n)))
        FROM {{ view("catalogue_in_force", indicator="''") }}
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
    FROM {{ view("commune_scores") }}
    QUALIFY {{ communes }} = '' OR has(codes, commune_code)
) AS standing
LEFT JOIN
(
    SELECT unit AS declaring_unit, figures
    FROM {{ view("commune_declarations") }}
    WHERE {{ communes }} = '' OR has(codes, unit)
) AS declarations ON declarations.declaring_unit = standing.commune_code
