-- Rendered from sql/templates/views/46_declared_measures.sql; change that.
-- The declared figures of communes as measures, for commune_measures, which tells the parameters. A figure that stands for
-- the period stands in each bucket.
-- figures: (declared.ID, the value, or numerator / denominator), (declared.ID.numerator, ...), (declared.ID.denominator, ...).
CREATE OR REPLACE VIEW declared_measures AS
SELECT
    unit,
    arrayJoin(
        multiIf(
            {step:String} = 'day', arrayMap(i -> {from_day:Date} + i, range(toUInt32({to_day:Date} - {from_day:Date}))),
            {step:String} = 'month',
            arrayMap(
                i -> toStartOfMonth({from_day:Date}) + toIntervalMonth(i),
                range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))),
            [{from_day:Date}])) AS bucket,
    figures
FROM
(
    SELECT
        unit,
        groupArrayArray(
            arrayFilter(
                measure -> isFinite(measure.2),
                [
                    (concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))),
                    (concat('declared.', figure, '.numerator'), toFloat64(numerator)),
                    (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))
                ])) AS figures
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
    GROUP BY unit
);
