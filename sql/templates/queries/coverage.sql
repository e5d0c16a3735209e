-- How much of a frame can be computed, and why the rest cannot.
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   frame      String          id of a frame of the catalogue, such as qd-766
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
-- Rows: one per indicator of the frame, in the order of the catalogue.
--   position, id, name_vi, name_en, group, input, verified
--   points                   the most it gives, 1 for a criterion with a target, null when it gives none or is not verified
--   frame_points             of the whole frame: points, or number of criteria
--   points_computable        sum of the points of the indicators that at least one commune has data for
--   communes, communes_with_data   of the province; with data for this indicator
--   communes_reporting       with at least one dossier received in the period
--   reason                   '' when a commune has data, else missing (cannot be computed yet), not_declared or no_data
SELECT
    rule.position AS position,
    rule.id AS id,
    rule.name_vi AS name_vi,
    rule.name_en AS name_en,
    splitByChar('/', arrayFirst(place -> startsWith(place, concat({frame:String}, '/')), rule.groups))[2] AS group,
    rule.input AS input,
    rule.verified AS verified,
    sums.worth AS points,
    sums.frame_points AS frame_points,
    sum(if(communes_with_data > 0, ifNull(points, 0.), 0.)) OVER () AS points_computable,
    sums.communes AS communes,
    sums.with_data AS communes_with_data,
    sums.reporting AS communes_reporting,
    multiIf(
        communes_with_data > 0, '',
        input = 'missing', 'missing',
        sums.declared = 0, 'not_declared',
        'no_data') AS reason
FROM {{ view("catalogue_in_force", indicator="''") }} AS rule
INNER JOIN
(
    SELECT
        indicator_id,
        any(worth) AS worth,
        any(frame_points) AS frame_points,
        count() AS communes,
        countIf(NOT lacks AND denominator != 0) AS with_data,
        countIf(n > 0) AS reporting,
        countIf(NOT lacks) AS declared
    FROM
    (
        SELECT n, ids, denominators, missing, worths, frame_points
        FROM {{ view("commune_points") }}
    )
    ARRAY JOIN ids AS indicator_id, denominators AS denominator, missing AS lacks, worths AS worth
    GROUP BY indicator_id
) AS sums ON sums.indicator_id = rule.id
ORDER BY position
