-- Rendered from sql/templates/views/51_catalogue_in_force.sql; change that.
-- The indicators that judge a period: of a load of the catalogue, the version that is effective on the period's last day.
--
-- Parameters: frame and indicator ('' for all), catalogue (number of a load, 0 for the latest), to_day (local day after the
-- last one).
-- As catalogue_indicator, and measures: all that the formulas use; formula_version: load and effective_from.
CREATE OR REPLACE VIEW catalogue_in_force AS
SELECT
    *,
    arrayDistinct(arrayConcat(numerator_measures, denominator_measures)) AS measures,
    concat(toString(load), '/', toString(effective_from)) AS formula_version
FROM catalogue_indicator
WHERE
    (load = {catalogue:UInt32} OR ({catalogue:UInt32} = 0 AND load = (SELECT max(load) FROM catalogue_load)))
    AND effective_from < {to_day:Date} AND effective_to >= {to_day:Date}
    AND ({frame:String} = '' OR arrayExists(place -> startsWith(place, concat({frame:String}, '/')), groups))
    AND ({indicator:String} = '' OR id = {indicator:String});
