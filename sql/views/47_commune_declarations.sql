-- Rendered from sql/templates/views/47_commune_declarations.sql; change that.
-- What each commune has declared that stands, one row per commune.
--
-- Parameters: as declared_standing.
-- unit; figures: (figure, numerator, denominator or null, period, observed_on, document, declared_at, office).
CREATE OR REPLACE VIEW commune_declarations AS
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
GROUP BY unit;
