-- Every unit that a figure can be declared for: level, code, name, today's province ('' for the country), the district a
-- former commune lay in (code, or '').
CREATE OR REPLACE VIEW declared_unit AS
SELECT
    'commune' AS level,
    code,
    argMax(name, valid_from) AS name,
    argMax(province_code, valid_from) AS province_code,
    '' AS district
FROM roster_unit
GROUP BY code
UNION ALL
SELECT
    level,
    code,
    name,
    province_code,
    if(level = 'former-commune', splitByChar('/', code)[1], '') AS district
FROM roster_former_unit
UNION ALL
SELECT 'province', code, name, code, '' FROM roster_province
UNION ALL
SELECT 'country', 'VN', 'Việt Nam', '', '';
