-- The communes of a province, ranked by score: competition ranks (1-2-2-4). One row per unit that is valid on the last
-- day of the period, unranked ones too (rank null, with the reason not_enough_data or no_data).
--
-- Parameters: as service_request_standing, and minimum_n: fewer received dossiers are not ranked.
CREATE OR REPLACE VIEW service_request_leaderboard AS
SELECT
    province_code,
    commune_code,
    unit.name AS name,
    unit.kind AS kind,
    multiIf(received = 0, 'no_data', received < {minimum_n:UInt32}, 'not_enough_data', '') AS reason,
    if(reason = '', toNullable(toUInt32(rank() OVER (PARTITION BY reason = '' ORDER BY score DESC))), NULL) AS rank,
    received AS n,
    score,
    points,
    points_possible,
    indicators,
    open,
    overdue,
    overdue_suspected
FROM service_request_indicators(
    province = {province:String},
    from_day = {from_day:Date},
    to_day = {to_day:Date},
    at = {at:DateTime64(3, 'UTC')}) AS standing
INNER JOIN
(
    SELECT code, name, kind
    FROM roster_unit
    WHERE valid_from < {to_day:Date} AND valid_to >= {to_day:Date}
) AS unit ON unit.code = standing.commune_code
WHERE level = 'commune';
