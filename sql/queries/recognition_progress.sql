-- Progress of recognition against the yearly targets, of each province and former district: counted from the units that
-- declared their steps, and beside it as totals that were declared for the whole.
--
-- Parameters
--   province   String          two digits of today, or '' for the whole country
--   to_day     Date            what became true on this local day or later is not seen
--   at         DateTime64(3)   instant (UTC): nor what was declared later
-- Rows: one per province or district and year for which there is anything, ordered by province, level, unit and year.
--   province_code, unit_level, unit, name, year
--   target, target_document       null when none was declared
--   registered, self_assessed, appraised   units whose furthest step for the year this is
--   recognised                    units whose recognition falls into the year; units count as they were then
--   recognised_in_all             units recognised up to the end of the year, or to_day
--   declared_registered, declared_self_assessed, declared_appraised, declared_recognised, declared_recognised_in_all
--                                 totals as declared, of the latest period of the year; null when none was
--   declared                      their sources: figure, number, period, day observed, document, office
WITH
    units AS
    (
        SELECT *
        FROM recognition_unit(
            province = {province:String},
            to_day = {to_day:Date},
            at = {at:DateTime64(3, 'UTC')})
        WHERE restated = 0
    ),
    wholes AS
    (
        SELECT level, code, name, province_code
        FROM declared_unit
        WHERE level IN ('province', 'former-province', 'former-district')
            AND ({province:String} = '' OR province_code = {province:String})
    ),
    totals AS
    (
        SELECT unit_level, unit, toYear(period_from) AS year, figure, numerator, period, observed_on, document, office
        FROM declared_figure_current
        WHERE startsWith(figure, 'recognition.count.')
            AND observed_on < {to_day:Date} AND declared_at <= {at:DateTime64(3, 'UTC')}
        ORDER BY period_to DESC, period_from, declared_at DESC, toString(declaration_id) DESC
        LIMIT 1 BY unit_level, unit, year, figure
    ),
    targets AS
    (
        SELECT unit_level, unit, toYear(period_from) AS year, numerator, document
        FROM declared_figure_current
        WHERE figure = 'recognition.target'
            AND observed_on < {to_day:Date} AND declared_at <= {at:DateTime64(3, 'UTC')}
        ORDER BY declared_at DESC, toString(declaration_id) DESC
        LIMIT 1 BY unit_level, unit, year
    ),
    steps AS
    (
        SELECT
            arrayJoin(
                arrayFilter(
                    whole -> whole.2 != '',
                    [('province', province_code), ('former-district', district)])) AS whole,
            year,
            step,
            1 AS number
        FROM units
        WHERE step != 'recognised'
        UNION ALL
        SELECT
            arrayJoin(
                arrayFilter(
                    whole -> whole.2 != '',
                    [('province', any(province_code)), ('former-district', any(district))])) AS whole,
            toYear(min(recognised_on)) AS year,
            'recognised' AS step,
            1 AS number
        FROM units
        WHERE recognised_on IS NOT NULL
        GROUP BY unit_level, unit
    )
SELECT
    wholes.province_code AS province_code,
    wholes.level AS unit_level,
    wholes.code AS unit,
    wholes.name AS name,
    facts.year AS year,
    sumOrNullIf(number, fact = 'target') AS target,
    anyIf(document, fact = 'target') AS target_document,
    toUInt32(sumIf(number, fact = 'registered')) AS registered,
    toUInt32(sumIf(number, fact = 'self-assessed')) AS self_assessed,
    toUInt32(sumIf(number, fact = 'appraised')) AS appraised,
    toUInt32(sumIf(number, fact = 'recognised')) AS recognised,
    toUInt32(sum(recognised) OVER (PARTITION BY province_code, unit_level, unit ORDER BY year)) AS recognised_in_all,
    sumOrNullIf(number, fact = 'recognition.count.registered') AS declared_registered,
    sumOrNullIf(number, fact = 'recognition.count.self-assessed') AS declared_self_assessed,
    sumOrNullIf(number, fact = 'recognition.count.appraised') AS declared_appraised,
    sumOrNullIf(number, fact = 'recognition.count.recognised') AS declared_recognised,
    sumOrNullIf(number, fact = 'recognition.count.recognised-in-all') AS declared_recognised_in_all,
    arraySort(groupArrayIf((fact, number, period, observed_on, document, office), startsWith(fact, 'recognition.count.'))) AS declared
FROM
(
    SELECT
        whole.1 AS level,
        whole.2 AS code,
        year,
        step AS fact,
        toUInt64(number) AS number,
        '' AS period,
        toDate(0) AS observed_on,
        '' AS document,
        '' AS office
    FROM steps
    UNION ALL
    SELECT unit_level, unit, year, figure, toUInt64(numerator), period, observed_on, document, office FROM totals
    UNION ALL
    SELECT unit_level, unit, year, 'target', toUInt64(numerator), '', toDate(0), document, '' FROM targets
) AS facts
INNER JOIN wholes ON wholes.level = facts.level AND wholes.code = facts.code
GROUP BY wholes.province_code, wholes.level, wholes.code, wholes.name, facts.year
ORDER BY province_code, unit_level DESC, unit, year
