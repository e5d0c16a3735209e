-- Declared figures with their source: what stands, what stood before, and what can be restated on today's units.
--
-- Parameters
--   province     String          two digits of today, or '' for the whole country and its units
--   unit_level   String          commune, former-commune, former-district, province, former-province, country, or '' for all
--   unit         String          code of the unit, or '' for all
--   figure       String          id of the figure, or '' for all
--   at           DateTime64(3)   instant (UTC): what was declared later is not seen
-- Rows: one per declaration, and one per restated figure; ordered by unit, figure, period (latest first), time declared
-- (latest first).
--   province_code, unit_level, unit, name
--   figure, figure_vi, figure_en, figure_unit   id and names; count, percent, yes-no or rank
--   period, period_from, period_to       to_day exclusive
--   numerator, denominator               a plain value stands in numerator, with denominator null
--   observed_on, document, declared_at, office, declaration_id (null when restated)
--   stands                               1: this one stands for its period; 0: history
--   restated, former_units               1: computed from these former units
SELECT
    units.province_code AS province_code,
    units.level AS unit_level,
    units.code AS unit,
    units.name AS name,
    declared.figure AS figure,
    known.name_vi AS figure_vi,
    known.name_en AS figure_en,
    known.unit AS figure_unit,
    declared.period AS period,
    declared.period_from AS period_from,
    declared.period_to AS period_to,
    declared.numerator AS numerator,
    declared.denominator AS denominator,
    declared.observed_on AS observed_on,
    declared.document AS document,
    declared.declared_at AS declared_at,
    declared.office AS office,
    declared.declaration_id AS declaration_id,
    declared.stands AS stands,
    declared.restated AS restated,
    declared.former_units AS former_units
FROM
(
    SELECT
        unit_level,
        unit,
        figure,
        period,
        period_from,
        period_to,
        numerator,
        denominator,
        observed_on,
        document,
        declared_at,
        office,
        toNullable(declaration_id) AS declaration_id,
        toUInt8(
            row_number() OVER (
                PARTITION BY unit_level, unit, figure, period_from, period_to
                ORDER BY declared_at DESC, toString(declaration_id) DESC) = 1) AS stands,
        toUInt8(0) AS restated,
        emptyArrayString() AS former_units
    FROM declared_figure_current
    WHERE declared_at <= {at:DateTime64(3, 'UTC')}
        AND ({unit_level:String} = '' OR unit_level = {unit_level:String})
        AND ({unit:String} = '' OR unit = {unit:String})
        AND ({figure:String} = '' OR figure = {figure:String})
    UNION ALL
    SELECT
        unit_level,
        unit,
        figure,
        period,
        period_from,
        period_to,
        numerator,
        denominator,
        observed_on,
        documents,
        declared_at,
        offices,
        NULL,
        1,
        1,
        former_units
    FROM declared_figure_restated(at = {at:DateTime64(3, 'UTC')})
    WHERE ({unit_level:String} = '' OR unit_level = {unit_level:String})
        AND ({unit:String} = '' OR unit = {unit:String})
        AND ({figure:String} = '' OR figure = {figure:String})
) AS declared
INNER JOIN declared_unit AS units ON units.level = declared.unit_level AND units.code = declared.unit
LEFT JOIN known_figure AS known ON known.id = declared.figure
WHERE {province:String} = '' OR units.province_code = {province:String}
ORDER BY
    province_code, unit_level, unit, figure, period_to DESC, period_from, restated, declared_at DESC, toString(declaration_id) DESC
