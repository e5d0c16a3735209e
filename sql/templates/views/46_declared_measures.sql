-- The declared figures of communes as measures, for commune_measures, which tells the parameters. A figure that stands for
-- the period stands in each bucket.
-- figures: (declared.ID, the value, or numerator / denominator), (declared.ID.numerator, ...), (declared.ID.denominator, ...).
SELECT
    unit,
    arrayJoin(
        multiIf(
            {{ step }} = 'day', arrayMap(i -> {{ from_day }} + i, range(toUInt32({{ to_day }} - {{ from_day }}))),
            {{ step }} = 'month',
            arrayMap(
                i -> toStartOfMonth({{ from_day }}) + toIntervalMonth(i),
                range(toUInt32(dateDiff('month', {{ from_day }}, {{ to_day }} - 1) + 1))),
            [{{ from_day }}])) AS bucket,
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
    FROM {{ view("declared_standing") }}
    WHERE unit_level = 'commune'
    GROUP BY unit
)
