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
FROM {{ view("commune_explanation") }}
ORDER BY position, commune_code
