-- The furthest step of recognition that a unit has reached for a year: 1 registered, 2 self-assessed, 3 appraised,
-- 4 recognised.
--
-- Parameters: to_day (a step taken on that day or later is not seen), at (instant: nor one declared later).
-- unit_level, unit: as declared; year: registered for; step, step_on, document, declared_at, office: of the furthest step;
-- steps: [(step, day, document), ...] of all.
CREATE OR REPLACE VIEW recognition_step AS
SELECT
    unit_level,
    unit,
    toYear(period_from) AS year,
    max(number) AS step,
    argMax(taken.observed_on, number) AS step_on,
    argMax(taken.document, number) AS document,
    argMax(taken.declared_at, number) AS declared_at,
    argMax(taken.office, number) AS office,
    arraySort(groupArray((number, taken.observed_on, taken.document))) AS steps
FROM
(
    SELECT
        unit_level,
        unit,
        period_from,
        numerator,
        observed_on,
        document,
        declared_at,
        office,
        indexOf(
            ['recognition.registered', 'recognition.self-assessed', 'recognition.appraised', 'recognition.recognised'],
            figure) AS number
    FROM declared_figure_current
    WHERE figure IN ('recognition.registered', 'recognition.self-assessed', 'recognition.appraised', 'recognition.recognised')
        AND observed_on < {to_day:Date} AND declared_at <= {at:DateTime64(3, 'UTC')}
    ORDER BY declared_at DESC, toString(declaration_id) DESC
    LIMIT 1 BY unit_level, unit, figure, period_from, period_to
) AS taken
WHERE numerator = 1
GROUP BY unit_level, unit, year;
