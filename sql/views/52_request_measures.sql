-- The measures of service requests, of which commune_measures tells parameters and meaning: per commune and bucket two rows
-- whose requests add up, one of what was counted and one that restates it to the moment.
CREATE OR REPLACE VIEW request_measures AS
WITH
    units AS
    (
        SELECT code
        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
        WHERE province_code = {province:String}
    ),
    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
SELECT *
FROM
(
    SELECT
        commune_code,
        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
        [
            sum(received), -- [service_requests.received service_requests.dissatisfied_scaled standing]
            sum(done_on_time), -- [service_requests.done_on_time]
            sum(done_late), -- [service_requests.done_late]
            sum(done_undated), -- [service_requests.done_undated]
            sum(open), -- [service_requests.open standing]
            sum(open_waiting), -- [service_requests.open_waiting]
            sum(online), -- [service_requests.online]
            sum(online_electronic_result), -- [service_requests.online_electronic_result]
            sum(fee_due), -- [service_requests.fee_due]
            sum(fee_paid_online), -- [service_requests.fee_paid_online]
            sum(result_due), -- [service_requests.result_due]
            sum(result_electronic), -- [service_requests.result_electronic]
            sum(digitised), -- [service_requests.digitised]
            sum(component_reused), -- [service_requests.component_reused]
            sum(personal_store), -- [service_requests.personal_store]
            sum(identity_verified), -- [service_requests.identity_verified]
            sum(rated), -- [service_requests.rated service_requests.dissatisfied_scaled]
            sum(dissatisfied), -- [service_requests.dissatisfied service_requests.dissatisfied_scaled]
            sum(synchronised), -- [service_requests.synchronised]
            sum(answered_in_time), -- [service_requests.answered_in_time]
            sum(multiple_supplements), -- [service_requests.multiple_supplements]
            sum(handled), -- [service_requests.handled]
            sum(handling_elapsed_ms), -- [service_requests.handling_elapsed_ms]
            sum(handling_working_ms), -- [service_requests.handling_working_ms]
            sum(suspected_sync_fault), -- [service_requests.suspected_sync_fault]
            sum(declined), -- [service_requests.declined]
            sum(dossiers), -- [service_requests.dossiers]
            0, -- overdue, by the dossiers
            0, -- overdue_suspected, by the dossiers
            sum(answer_by_day) -- [service_requests.answer_by_day]
        ] AS requests,
        groupUniqArrayArray(procedures_with_fee) AS with_fee,
        groupUniqArrayArray(procedures_paid_online) AS paid_online
    FROM service_request_cohort FINAL
    WHERE day >= {from_day:Date} AND day < end_day
        AND ({commune:String} = '' OR commune_code = {commune:String})
        -- [province
        AND ({province:String} = '' OR commune_code IN (SELECT code FROM units))
        -- ]
    GROUP BY commune_code, bucket
    -- [service_requests.done_on_time service_requests.done_late service_requests.done_undated service_requests.open service_requests.overdue service_requests.overdue_suspected standing
    UNION ALL
    WITH NOT waiting AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR supplements >= 2) AS is_overdue
    SELECT
        commune_code,
        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
        arrayConcat(
            [
                0,
                -toInt64(countIf(outcome = 'on_time')), -- [service_requests.done_on_time]
                -toInt64(countIf(outcome = 'late')), -- [service_requests.done_late]
                -toInt64(countIf(outcome = 'undated')), -- [service_requests.done_undated]
                toInt64(countIf(outcome != 'open')) -- [service_requests.open standing]
            ],
            arrayWithConstant(22, 0),
            [
                toInt64(countIf(is_overdue)), -- [service_requests.overdue standing]
                toInt64(countIf(is_overdue AND suspected_sync_fault)) -- [service_requests.overdue_suspected standing]
            ]),
        [],
        []
    FROM dossier FINAL
    WHERE day >= {from_day:Date} AND day < end_day
        AND ({commune:String} = '' OR commune_code = {commune:String})
        -- [province
        AND ({province:String} = '' OR commune_code IN (SELECT code FROM units))
        -- ]
        AND deleted = 0 AND outcome != 'declined' AND
        (
            ended_at IS NULL
            OR if(
                ended_by_day,
                toDate(ended_at, 'Asia/Ho_Chi_Minh')
                    > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'),
                ended_at >= {at:DateTime64(3, 'UTC')})
        )
    GROUP BY commune_code, bucket
    -- ]
);
