-- The criteria of QĐ 1829 that communes still miss before they can be recognised: not met, or without data.
--
-- Parameters
--   province    String          two digits, or '' for the whole country
--   commune     String          five digits, or '' for all
--   from_day    Date            first local day of the period
--   to_day      Date            the local day after the last one
--   at          DateTime64(3)   instant (UTC): as it stood then
--   catalogue   UInt32          number of a load of the catalogue, 0 for the latest
-- Rows: one per commune that is valid on the last day and criterion, ordered by commune and the catalogue's order.
--   province_code, commune_code, name
--   criterion, criterion_vi, criterion_en, criteria_group   id, names, id of its group
--   numerator, denominator, rate   null without data
--   target, better                 met at this rate or above (higher) or below (lower); target null when it has none
--   reason                         not_met; no_data: nothing was declared or counted; missing: the criterion has no formula yet;
--                                  unverified: it was not checked against the decision, so it does not count
--   source, verified               decision; 0 when the criterion was not checked against it
WITH
    (
        SELECT ids
        FROM scoring_rules(frame = 'qd-1829', indicator = '', catalogue = {catalogue:UInt32}, to_day = {to_day:Date})
    ) AS criteria
SELECT
    unit.province_code AS province_code,
    unit.code AS commune_code,
    unit.name AS name,
    rule.id AS criterion,
    rule.name_vi AS criterion_vi,
    rule.name_en AS criterion_en,
    splitByChar('/', arrayFirst(place -> startsWith(place, 'qd-1829/'), rule.groups))[2] AS criteria_group,
    if(points.rate IS NULL, NULL, points.numerator) AS numerator,
    if(points.rate IS NULL, NULL, points.denominator) AS denominator,
    points.rate AS rate,
    rule.target AS target,
    rule.better AS better,
    multiIf(
        rule.input = 'missing' OR rule.target IS NULL, 'missing',
        rule.verified = 0, 'unverified',
        points.rate IS NULL, 'no_data',
        'not_met') AS reason,
    rule.source AS source,
    rule.verified AS verified
FROM
(
    SELECT
        commune_code,
        place,
        numerators[place] AS numerator,
        denominators[place] AS denominator,
        rates[place] AS rate,
        won[place] AS met
    FROM indicator_points(
        province = {province:String},
        commune = {commune:String},
        from_day = {from_day:Date},
        to_day = {to_day:Date},
        at = {at:DateTime64(3, 'UTC')},
        frame = 'qd-1829',
        indicator = '',
        catalogue = {catalogue:UInt32},
        step = '',
        whole = 0)
    ARRAY JOIN arrayEnumerate(criteria) AS place
    WHERE ifNull(met, 0) = 0
) AS points
INNER JOIN catalogue_in_force(frame = 'qd-1829', indicator = '', catalogue = {catalogue:UInt32}, to_day = {to_day:Date}) AS rule
    ON rule.id = criteria[points.place]
INNER JOIN
(
    SELECT code, name, province_code
    FROM roster_unit
    WHERE valid_from < {to_day:Date} AND valid_to >= {to_day:Date}
) AS unit ON unit.code = points.commune_code
ORDER BY commune_code, rule.position
