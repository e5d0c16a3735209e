-- Rendered from sql/templates/views/45_declared_standing.sql; change that.
-- The declared figures that stand for a period at a moment (docs/scoring.md): of each unit and figure the declaration of the
-- period itself, else of the latest period that ends with it or earlier and starts at most two years before its last day;
-- of these the one declared last.
--
-- Parameters: from_day and to_day (local days, to_day exclusive), at (instant): what was declared later is not seen.
-- unit_level, unit, figure; period, period_from, period_to: the period the figure was declared for; declaration_id,
-- numerator, denominator (null: numerator is a plain value), observed_on, document, declared_at, office.
CREATE OR REPLACE VIEW declared_standing AS
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
LIMIT 1 BY unit_level, unit, figure;
