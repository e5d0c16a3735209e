-- Retractions of which something is left to do, as retractions_by_stream counts them: not found, or inexact. The newest first.
--
-- Parameters
--   province   String  two digits, or '' for the whole country
--   row_limit  UInt32  longest list
-- Rows: one per retraction.
--   commune_code, commune_name   name on the day of the event
--   stream
--   entity           document key, payment or dossier
--   status           of the event
--   occurred_at      of the event; of a day its first instant
--   occurred_by_day  1: only the local day is known
--   event_id
--   found            0: the event has not come
--   exact            0: it was taken back inexactly
--   total_not_found, total_inexact, total_rows   of all there are, also behind the limit
SELECT
    commune_code,
    dictGet('unit_dictionary', 'name', tuple(commune_code), toDate(occurred_at, 'Asia/Ho_Chi_Minh')) AS commune_name,
    stream,
    entity,
    status,
    occurred_at,
    occurred_by_day,
    event_id,
    found,
    exact,
    countIf(NOT found) OVER () AS total_not_found,
    countIf(found AND NOT exact) OVER () AS total_inexact,
    count() OVER () AS total_rows
FROM retraction_current
WHERE (NOT found OR NOT exact)
    AND ({province:String} = '' OR commune_code IN (SELECT code FROM roster_unit WHERE province_code = {province:String}))
ORDER BY occurred_at DESC, commune_code, stream, event_id
LIMIT {row_limit:UInt32}
