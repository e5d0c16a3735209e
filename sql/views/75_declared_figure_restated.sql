-- What stands of former units, restated on today's units that were made of them whole (docs/scoring.md, former units):
-- counts are summed where every former unit has one, yes-no figures become how many of the former units have it. Ranks
-- and percentages are not restated.
--
-- Parameters: at (instant).
-- unit_level, unit: of today; observed_on: the latest; former_units: codes; documents, offices: of all, each once.
CREATE OR REPLACE VIEW declared_figure_restated AS
SELECT
    today.level AS unit_level,
    today.code AS unit,
    stands.figure AS figure,
    stands.period_from AS period_from,
    stands.period_to AS period_to,
    any(stands.period) AS period,
    toDecimal64(if(known.unit = 'yes-no', countIf(stands.numerator = 1), sum(stands.numerator)), 4) AS numerator,
    if(known.unit = 'yes-no', toNullable(toDecimal64(today.units, 4)), sum(stands.denominator)) AS denominator,
    max(stands.observed_on) AS observed_on,
    max(stands.declared_at) AS declared_at,
    arrayStringConcat(arraySort(groupUniqArray(stands.document)), '; ') AS documents,
    arrayStringConcat(arraySort(groupUniqArray(stands.office)), '; ') AS offices,
    today.former_codes AS former_units
FROM declared_figure_standing(at = {at:DateTime64(3, 'UTC')}) AS stands
INNER JOIN
(
    SELECT
        level,
        code,
        former_level,
        former_units.1 AS former_codes,
        toUInt32(length(former_units)) AS units,
        arrayJoin(former_codes) AS former_code
    FROM restatable_unit
) AS today ON today.former_level = stands.unit_level AND today.former_code = stands.unit
INNER JOIN known_figure AS known ON known.id = stands.figure
WHERE known.unit IN ('count', 'yes-no')
GROUP BY today.level, today.code, today.units, today.former_codes, known.unit, stands.figure, stands.period_from, stands.period_to
HAVING known.unit = 'yes-no' OR count() = today.units;
