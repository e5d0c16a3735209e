-- Sums over the dossiers that were received in a period, as they stood at a moment: per commune, per province and
-- for all communes asked for (level). Every commune of the roster has a row, also without dossiers.
--
-- Parameters: province (two digits, or '' for all), from_day and to_day (local days, to_day exclusive), at (instant).
--
-- Restated to the moment, from the dossiers' times: the four outcomes and overdue. Facts that carry no time
-- (digitised, paid online, satisfied, waiting, supplements, due time ...) are those known now.
-- communes, communes_with_data: how many communes a row sums up, and how many of them received a dossier.
-- overdue: open at the moment, not waiting for the citizen, and past due or with two supplement requests or more.
CREATE OR REPLACE VIEW service_request_standing AS
WITH
    units AS
    (
        SELECT
            code AS commune_code,
            argMax(roster.province_code, roster.valid_from) AS province_code
        FROM roster_unit AS roster
        WHERE {province:String} = '' OR roster.province_code = {province:String}
        GROUP BY code
    ),
    cohorts AS
    (
        SELECT
            commune_code,
            sum(received) AS received,
            sum(done_on_time) AS done_on_time,
            sum(done_late) AS done_late,
            sum(done_undated) AS done_undated,
            sum(open) AS open,
            sum(open_waiting) AS open_waiting,
            sum(online) AS online,
            sum(online_electronic_result) AS online_electronic_result,
            sum(fee_due) AS fee_due,
            sum(fee_paid_online) AS fee_paid_online,
            sum(result_due) AS result_due,
            sum(result_electronic) AS result_electronic,
            sum(digitised) AS digitised,
            sum(component_reused) AS component_reused,
            sum(personal_store) AS personal_store,
            sum(identity_verified) AS identity_verified,
            sum(rated) AS rated,
            sum(dissatisfied) AS dissatisfied,
            sum(synchronised) AS synchronised,
            sum(answered_in_time) AS answered_in_time,
            sum(multiple_supplements) AS multiple_supplements,
            sum(handled) AS handled,
            sum(handling_elapsed_ms) AS handling_elapsed_ms,
            sum(handling_working_ms) AS handling_working_ms,
            sum(suspected_sync_fault) AS suspected_sync_fault,
            sum(declined) AS declined,
            sum(dossiers) AS dossiers
        FROM service_request_cohort_current AS cohort
        WHERE day >= {from_day:Date} AND day < {to_day:Date}
            AND commune_code IN (SELECT commune_code FROM units)
        GROUP BY commune_code
    ),
    unfinished AS
    (
        SELECT
            commune_code,
            countIf(outcome = 'on_time') AS later_on_time,
            countIf(outcome = 'late') AS later_late,
            countIf(outcome = 'undated') AS later_undated,
            countIf(NOT waiting AND (due_at < {at:DateTime64(3, 'UTC')} OR supplements >= 2)) AS overdue,
            countIf(NOT waiting AND (due_at < {at:DateTime64(3, 'UTC')} OR supplements >= 2) AND suspected_sync_fault) AS overdue_suspected
        FROM dossier_current
        WHERE day >= {from_day:Date} AND day < {to_day:Date}
            AND commune_code IN (SELECT commune_code FROM units)
            AND outcome != 'declined' AND (ended_at IS NULL OR ended_at >= {at:DateTime64(3, 'UTC')})
        GROUP BY commune_code
    )
SELECT
    multiIf(grouping(commune_code) = 0, 'commune', grouping(province_code) = 0, 'province', 'all') AS level,
    province_code,
    commune_code,
    sum(received) AS received,
    sum(done_on_time - later_on_time) AS done_on_time,
    sum(done_late - later_late) AS done_late,
    sum(done_undated - later_undated) AS done_undated,
    sum(open + later_on_time + later_late + later_undated) AS open,
    sum(open_waiting) AS open_waiting,
    sum(online) AS online,
    sum(online_electronic_result) AS online_electronic_result,
    sum(fee_due) AS fee_due,
    sum(fee_paid_online) AS fee_paid_online,
    sum(result_due) AS result_due,
    sum(result_electronic) AS result_electronic,
    sum(digitised) AS digitised,
    sum(component_reused) AS component_reused,
    sum(personal_store) AS personal_store,
    sum(identity_verified) AS identity_verified,
    sum(rated) AS rated,
    sum(dissatisfied) AS dissatisfied,
    sum(synchronised) AS synchronised,
    sum(answered_in_time) AS answered_in_time,
    sum(multiple_supplements) AS multiple_supplements,
    sum(handled) AS handled,
    sum(handling_elapsed_ms) AS handling_elapsed_ms,
    sum(handling_working_ms) AS handling_working_ms,
    sum(suspected_sync_fault) AS suspected_sync_fault,
    sum(declined) AS declined,
    sum(dossiers) AS dossiers,
    sum(overdue) AS overdue,
    sum(overdue_suspected) AS overdue_suspected,
    count() AS communes,
    countIf(cohorts.received > 0) AS communes_with_data
FROM units
LEFT JOIN cohorts USING (commune_code)
LEFT JOIN unfinished USING (commune_code)
GROUP BY GROUPING SETS ((province_code, commune_code), (province_code), ());
