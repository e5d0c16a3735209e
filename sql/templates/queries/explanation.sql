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
FROM {{ view("commune_explanation") }}
