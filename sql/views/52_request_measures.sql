-- Rendered from sql/templates/views/52_request_measures.sql; change that.
-- The measures of service requests, of which commune_measures tells parameters and meaning: per commune and bucket two rows
-- that add up, one of what was counted and one that restates it to the moment.
-- commune_code, bucket; requests: the first of stream_measure_names; with_fee, paid_online: codes of procedures.
CREATE OR REPLACE VIEW request_measures AS
WITH
    (
        SELECT groupArray(code)
        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
        WHERE province_code = {province:String}
    ) AS codes,
    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
SELECT *
FROM
(
    SELECT
        commune_code,
        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
        [
            sum(received),
            sum(done_on_time),
            sum(done_late),
            sum(done_undated),
            sum(open),
            sum(open_waiting),
            sum(online),
            sum(online_electronic_result),
            sum(fee_due),
            sum(fee_paid_online),
            sum(result_due),
            sum(result_electronic),
            sum(digitised),
            sum(component_reused),
            sum(personal_store),
            sum(identity_verified),
            sum(rated),
            sum(dissatisfied),
            sum(synchronised),
            sum(answered_in_time),
            sum(multiple_supplements),
            sum(handled),
            sum(handling_elapsed_ms),
            sum(handling_working_ms),
            sum(suspected_sync_fault),
            sum(declined),
            sum(dossiers),
            0,
            0,
            sum(answer_by_day),
            sum(outside_territory),
            sum(outside_territory_known)
        ] AS requests,
        groupUniqArrayArray(procedures_with_fee) AS with_fee,
        groupUniqArrayArray(procedures_paid_online) AS paid_online
    FROM service_request_cohort FINAL
    WHERE day >= {from_day:Date} AND day < end_day
        AND ({commune:String} = '' OR commune_code = {commune:String})
        AND ({province:String} = '' OR has(codes, commune_code))
    GROUP BY commune_code, bucket
    UNION ALL
    WITH NOT waiting AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR supplements >= 2) AS is_overdue
    SELECT
        commune_code,
        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
        [
            0,
            -toInt64(countIf(outcome = 'on_time')),
            -toInt64(countIf(outcome = 'late')),
            -toInt64(countIf(outcome = 'undated')),
            toInt64(countIf(outcome != 'open')),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            toInt64(countIf(is_overdue)),
            toInt64(countIf(is_overdue AND suspected_sync_fault)),
            0,
            0,
            0
        ] AS requests,
        [] AS with_fee,
        [] AS paid_online
    FROM dossier FINAL
    WHERE day >= {from_day:Date} AND day < end_day
        AND ({commune:String} = '' OR commune_code = {commune:String})
        AND ({province:String} = '' OR has(codes, commune_code))
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
);
