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
FROM {{ view("commune_scores") }} AS standing
LEFT JOIN
(
    SELECT unit AS declaring_unit, figures
    FROM {{ view("commune_declarations") }}
) AS declarations ON declarations.declaring_unit = standing.commune_code
