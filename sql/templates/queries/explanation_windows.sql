-- The days behind one indicator of one commune: what was received or began on each day, as it stood at a moment. Sums over
-- the days make the figures of the explanation, but for distinct counts (a procedure counts on each of its days) and the
-- dissatisfied share, which is taken of each day. A declared figure that stands for the period stands on each day.
--
-- Parameters
--   commune    String          five digits
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   indicator  String          id in the catalogue
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
-- Rows: one per local day with data: a denominator, or for a plain count a number that is not 0.
--   day
--   numerator, denominator
--   rate                         null when the denominator is 0
--   formula_version              load and effective_from of the version in force on the period's last day
SELECT
    points.bucket AS day,
    greatest(0., numerators[1]) AS numerator,
    denominators[1] AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    rule.formula_version AS formula_version
FROM {{ view("indicator_values", province="''", frame="''", step="'day'") }} AS points
CROSS JOIN {{ view("catalogue_in_force", frame="''") }} AS rule
WHERE numerators[1] != 0 OR (denominators[1] != 0 AND rule.denominator_text != '')
ORDER BY day
