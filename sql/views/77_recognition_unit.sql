-- How far each commune is with its recognition, per year registered for: as declared (restated = 0), and restated on today's
-- communes that were made of whole former ones (restated = 1).
--
-- Parameters: province (two digits of today, or '' for all), to_day, at: as recognition_step.
-- step: registered, self-assessed, appraised, recognised; of a restated commune the furthest that all of its former
--   units reached, '' when none;
-- step_on, document, declared_at, office: of that step (restated: the latest, and all documents and offices);
-- registered, self_assessed, appraised, recognised: how many units reached the step or a later one, of how many (units): one,
--   or the former units, which former_units lists; recognised_on: the day of the last recognition, or null.
CREATE OR REPLACE VIEW recognition_unit AS
WITH
    ['registered', 'self-assessed', 'appraised', 'recognised'] AS names,
    declared AS
    (
        SELECT *
        FROM recognition_step(to_day = {to_day:Date}, at = {at:DateTime64(3, 'UTC')})
    )
SELECT
    unit.province_code AS province_code,
    unit.level AS unit_level,
    unit.code AS unit,
    unit.name AS name,
    unit.district AS district,
    declared.year AS year,
    names[declared.step] AS step,
    toNullable(declared.step_on) AS step_on,
    declared.document AS document,
    toNullable(declared.declared_at) AS declared_at,
    declared.office AS office,
    toUInt32(1) AS units,
    toUInt32(declared.step >= 1) AS registered,
    toUInt32(declared.step >= 2) AS self_assessed,
    toUInt32(declared.step >= 3) AS appraised,
    toUInt32(declared.step >= 4) AS recognised,
    if(declared.step >= 4, toNullable(declared.step_on), NULL) AS recognised_on,
    toUInt8(0) AS restated,
    emptyArrayString() AS former_units,
    declared.steps AS steps
FROM declared
INNER JOIN declared_unit AS unit ON unit.level = declared.unit_level AND unit.code = declared.unit
WHERE declared.unit_level IN ('commune', 'former-commune')
    AND ({province:String} = '' OR unit.province_code = {province:String})
UNION ALL
SELECT
    today.province_code AS province_code,
    'commune' AS unit_level,
    today.code AS unit,
    today.name AS name,
    '' AS district,
    declared.year AS year,
    if(count() = today.units, names[min(declared.step)], '') AS step,
    if(step = '', NULL, toNullable(max(declared.step_on))) AS step_on,
    arrayStringConcat(arraySort(groupUniqArray(declared.document)), '; ') AS document,
    toNullable(max(declared.declared_at)) AS declared_at,
    arrayStringConcat(arraySort(groupUniqArray(declared.office)), '; ') AS office,
    today.units AS units,
    toUInt32(countIf(declared.step >= 1)) AS registered,
    toUInt32(countIf(declared.step >= 2)) AS self_assessed,
    toUInt32(countIf(declared.step >= 3)) AS appraised,
    toUInt32(countIf(declared.step >= 4)) AS recognised,
    maxOrNullIf(declared.step_on, declared.step >= 4) AS recognised_on,
    toUInt8(1) AS restated,
    today.former_codes AS former_units,
    arraySort(arrayFlatten(groupArray(declared.steps))) AS steps
FROM declared
INNER JOIN
(
    SELECT
        province_code,
        code,
        name,
        former_level,
        former_units.1 AS former_codes,
        toUInt32(length(former_units)) AS units,
        arrayJoin(former_codes) AS former_code
    FROM restatable_unit
    WHERE {province:String} = '' OR province_code = {province:String}
) AS today ON today.former_level = declared.unit_level AND today.former_code = declared.unit
WHERE declared.unit_level = 'former-commune'
GROUP BY today.province_code, today.code, today.name, today.units, today.former_codes, declared.year;
