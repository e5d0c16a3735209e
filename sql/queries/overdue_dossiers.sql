-- Open dossiers that are overdue, or will be soon: the overdue ones first, then those with a suspected synchronisation fault, then
-- those due soon, each by due time. As it stood at a moment: received by then, and not ended before it; what ended on the day of
-- the moment and is known only to the day, had ended. Facts that carry no time (waiting, supplements, due time) are those known
-- now, as in commune_measures.
--
-- Parameters
--   province          String         two digits, or '' for the whole country
--   commune           String         five digits, or '' for all communes of the province
--   now               DateTime64(3)  instant (UTC): as it stood then
--   due_within_hours  UInt32         also list dossiers that are due within so many hours; 0 for overdue ones only
--   of_commune        UInt8          1: totals are of the row's commune; 0: of all that is asked for
--   row_limit         UInt32         longest list
-- Rows: one per dossier.
--   commune_code, commune_name   name on the day of receipt
--   dossier_code, procedure_code, channel, level, status, day
--   submitted_at, accepted_at, due_at   instants; due_at is null where only the supplement requests make it overdue
--   submitted_by_day, accepted_by_day, due_by_day   1: only the local day of the instant is known
--   overdue              1: overdue; 0: due soon
--   overdue_seconds      now - due_at, of a day since its end; negative before, null without due_at
--   overdue_days         local days from that of due_at to that of now; negative before, null without due_at
--   supplements          2 or more count as overdue
--   suspected_sync_fault 1: perhaps a late or wrong synchronisation and not a delay of the office
--   late_arrival         1: an event of it arrived late
--   last_arrival_at      when its latest event arrived; null in a history run
--   total_overdue, total_suspected, total_soon, total_rows   of all there are, also behind the limit: overdue without suspicion,
--                        overdue with a suspected fault, due soon, and together
WITH {now:DateTime64(3, 'UTC')} AS moment
SELECT
    commune_code,
    dictGet('unit_dictionary', 'name', tuple(commune_code), day) AS commune_name,
    dossier_code,
    procedure_code,
    channel,
    level,
    status,
    day,
    submitted_at,
    submitted_by_day,
    accepted_at,
    accepted_by_day,
    due_at,
    due_by_day,
    toUInt8(ifNull(due_at < moment, 0) OR supplements >= 2) AS overdue,
    dateDiff('second', due_at, moment) AS overdue_seconds,
    dateDiff('day', due_at, moment, 'Asia/Ho_Chi_Minh') AS overdue_days,
    supplements,
    suspected_sync_fault,
    late_arrival,
    last_arrival_at,
    countIf(overdue AND NOT suspected_sync_fault) OVER listed AS total_overdue,
    countIf(overdue AND suspected_sync_fault) OVER listed AS total_suspected,
    countIf(NOT overdue) OVER listed AS total_soon,
    count() OVER listed AS total_rows
FROM dossier_current
WHERE outcome != 'declined' AND NOT waiting
    AND day <= toDate(moment, 'Asia/Ho_Chi_Minh') AND
    (
        ended_at IS NULL
        OR if(
            ended_by_day,
            toDate(ended_at, 'Asia/Ho_Chi_Minh') > toDate(subtractMilliseconds(moment, 1), 'Asia/Ho_Chi_Minh'),
            ended_at >= moment)
    )
    AND (due_at < moment + INTERVAL {due_within_hours:UInt32} HOUR OR supplements >= 2)
    AND ({commune:String} = '' OR commune_code = {commune:String})
    AND ({province:String} = '' OR commune_code IN (SELECT code FROM roster_unit WHERE province_code = {province:String}))
WINDOW listed AS (PARTITION BY if({of_commune:UInt8} = 1, commune_code, ''))
ORDER BY overdue DESC, overdue AND suspected_sync_fault, due_at IS NULL, due_at, commune_code, dossier_code
LIMIT {row_limit:UInt32}
