-- One indicator over time: of a commune, of a province or of the country. Sums over the communes, never means of ratios.
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   commune    String          five digits, or '' for all communes of the province
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   indicator  String          id in the catalogue
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
--   step       String          day or month
-- Rows: one per local day or month with data, as explanation_windows.
--   bucket                       the day, or the first day of the month (also where the period begins later in it)
--   numerator, denominator       sums over the communes
--   rate                         their ratio, null when the denominator is 0
--   communes                     communes that have data
--   formula_version              load and effective_from of the version in force on the period's last day
SELECT
    bucket,
    greatest(0., sum(numerators[1])) AS numerator,
    sum(denominators[1]) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    count() AS communes,
    any(rule.formula_version) AS formula_version
FROM {{ view("indicator_values", frame="''") }} AS points
CROSS JOIN {{ view("catalogue_in_force", frame="''") }} AS rule
WHERE numerators[1] != 0 OR (denominators[1] != 0 AND rule.denominator_text != '')
GROUP BY bucket
ORDER BY bucket
