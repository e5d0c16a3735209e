-- What stands for each unit, figure and period: of the declarations made by a moment the latest one, of several at that
-- moment the one with the greatest id (as text).
--
-- Parameters: at (instant): declarations made later are hidden.
CREATE OR REPLACE VIEW declared_figure_standing AS
SELECT
    *
FROM declared_figure_current
WHERE declared_at <= {at:DateTime64(3, 'UTC')}
ORDER BY declared_at DESC, toString(declaration_id) DESC
LIMIT 1 BY unit_level, unit, figure, period_from, period_to;
