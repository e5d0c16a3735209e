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
    FROM declared_standing(from_day = {from_day:Date}, to_day = {to_day:Date}, at = {at:DateTime64(3, 'UTC')})
    WHERE unit_level = 'commune'
    GROUP BY unit
);
