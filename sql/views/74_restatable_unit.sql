-- Today's units that were made of whole former ones: each of their former units became part of them alone.
-- level, code, name, province_code; former_level, former_units: [(code, name, valid_to), ...] in the order of the code.
CREATE OR REPLACE VIEW restatable_unit AS
SELECT
    if(parts.former_level = 'former-commune', 'commune', 'province') AS level,
    parts.successor AS code,
    declared_unit.name AS name,
    declared_unit.province_code AS province_code,
    parts.former_level AS former_level,
    parts.former_units AS former_units
FROM
(
    SELECT
        level AS former_level,
        arrayJoin(successors) AS successor,
        arraySort(groupArray((code, name, valid_to))) AS former_units,
        max(length(successors)) AS most_successors
    FROM roster_former_unit
    GROUP BY former_level, successor
    HAVING most_successors = 1
) AS parts
INNER JOIN declared_unit
    ON declared_unit.level = if(parts.former_level = 'former-commune', 'commune', 'province') AND declared_unit.code = parts.successor;
