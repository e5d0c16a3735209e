-- Rendered from sql/templates/queries/request_trend.sql; change that.
-- As indicator_trend for one commune, for formulas that use measures of service requests alone that simply add up: neither
-- procedures nor dissatisfied_scaled. It takes a third of the time.
--
-- Parameters
--   commune    String          five digits
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   numerator_factors    Map(String, Float64)   of each measure of the numerator
--   denominator_factors  Map(String, Float64)   of each measure of the denominator; none: it is 1, a plain count
--   step       String          day or month
-- Rows: one per local day or month with data, as explanation_windows.
--   bucket                       the day, or the first day of the month (also where the period begins later in it)
--   numerator, denominator       sums over the communes
--   rate                         their ratio, null when the denominator is 0
--   communes                     communes that have data
WITH
    [
        'service_requests.received',
        'service_requests.done_on_time',
        'service_requests.done_late',
        'service_requests.done_undated',
        'service_requests.open',
        'service_requests.open_waiting',
        'service_requests.online',
        'service_requests.online_electronic_result',
        'service_requests.fee_due',
        'service_requests.fee_paid_online',
        'service_requests.result_due',
        'service_requests.result_electronic',
        'service_requests.digitised',
        'service_requests.component_reused',
        'service_requests.personal_store',
        'service_requests.identity_verified',
        'service_requests.rated',
        'service_requests.dissatisfied',
        'service_requests.synchronised',
        'service_requests.answered_in_time',
        'service_requests.multiple_supplements',
        'service_requests.handled',
        'service_requests.handling_elapsed_ms',
        'service_requests.handling_working_ms',
        'service_requests.suspected_sync_fault',
        'service_requests.declined',
        'service_requests.dossiers',
        'service_requests.overdue',
        'service_requests.overdue_suspected',
        'service_requests.answer_by_day',
        'service_requests.outside_territory',
        'service_requests.outside_territory_known'
    ] AS names,
    arrayConcat(
        mapKeys({numerator_factors:Map(String, Float64)}),
        mapKeys({denominator_factors:Map(String, Float64)})) AS needed
SELECT
    bucket,
    greatest(0., sum(won)) AS numerator,
    sum(possible) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    count() AS communes
FROM
(
    SELECT
        bucket,
        arraySum(
            (factor, measure) -> factor * sums[measure],
            mapValues({numerator_factors:Map(String, Float64)}),
            arrayMap(
                name -> indexOf(names, name),
                mapKeys({numerator_factors:Map(String, Float64)}))) AS won,
        if(
            empty({denominator_factors:Map(String, Float64)}),
            1.,
            arraySum(
                (factor, measure) -> factor * sums[measure],
                mapValues({denominator_factors:Map(String, Float64)}),
                arrayMap(
                    name -> indexOf(names, name),
                    mapKeys({denominator_factors:Map(String, Float64)})))) AS possible
    FROM
    (
        SELECT bucket, sumForEach(requests) AS sums
        FROM (
            WITH
                least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
            SELECT *
            FROM
            (
                SELECT
                    commune_code,
                    multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                    [
                        if(hasAny(needed, ['service_requests.received', 'service_requests.dissatisfied_scaled']), sum(received), 0),
                        if(hasAny(needed, ['service_requests.done_on_time']), sum(done_on_time), 0),
                        if(hasAny(needed, ['service_requests.done_late']), sum(done_late), 0),
                        if(hasAny(needed, ['service_requests.done_undated']), sum(done_undated), 0),
                        if(hasAny(needed, ['service_requests.open']), sum(open), 0),
                        if(hasAny(needed, ['service_requests.open_waiting']), sum(open_waiting), 0),
                        if(hasAny(needed, ['service_requests.online']), sum(online), 0),
                        if(hasAny(needed, ['service_requests.online_electronic_result']), sum(online_electronic_result), 0),
                        if(hasAny(needed, ['service_requests.fee_due']), sum(fee_due), 0),
                        if(hasAny(needed, ['service_requests.fee_paid_online']), sum(fee_paid_online), 0),
                        if(hasAny(needed, ['service_requests.result_due']), sum(result_due), 0),
                        if(hasAny(needed, ['service_requests.result_electronic']), sum(result_electronic), 0),
                        if(hasAny(needed, ['service_requests.digitised']), sum(digitised), 0),
                        if(hasAny(needed, ['service_requests.component_reused']), sum(component_reused), 0),
                        if(hasAny(needed, ['service_requests.personal_store']), sum(personal_store), 0),
                        if(hasAny(needed, ['service_requests.identity_verified']), sum(identity_verified), 0),
                        if(hasAny(needed, ['service_requests.rated', 'service_requests.dissatisfied_scaled']), sum(rated), 0),
                        if(hasAny(needed, ['service_requests.dissatisfied', 'service_requests.dissatisfied_scaled']), sum(dissatisfied), 0),
                        if(hasAny(needed, ['service_requests.synchronised']), sum(synchronised), 0),
                        if(hasAny(needed, ['service_requests.answered_in_time']), sum(answered_in_time), 0),
                        if(hasAny(needed, ['service_requests.multiple_supplements']), sum(multiple_supplements), 0),
                        if(hasAny(needed, ['service_requests.handled']), sum(handled), 0),
                        if(hasAny(needed, ['service_requests.handling_elapsed_ms']), sum(handling_elapsed_ms), 0),
                        if(hasAny(needed, ['service_requests.handling_working_ms']), sum(handling_working_ms), 0),
                        if(hasAny(needed, ['service_requests.suspected_sync_fault']), sum(suspected_sync_fault), 0),
                        if(hasAny(needed, ['service_requests.declined']), sum(declined), 0),
                        if(hasAny(needed, ['service_requests.dossiers']), sum(dossiers), 0),
                        0,
                        0,
                        if(hasAny(needed, ['service_requests.answer_by_day']), sum(answer_by_day), 0),
                        if(hasAny(needed, ['service_requests.outside_territory']), sum(outside_territory), 0),
                        if(hasAny(needed, ['service_requests.outside_territory_known']), sum(outside_territory_known), 0)
                    ] AS requests,
                    if(has(needed, 'procedures'), groupUniqArrayArray(procedures_with_fee), []) AS with_fee,
                    if(has(needed, 'procedures'), groupUniqArrayArray(procedures_paid_online), []) AS paid_online
                FROM service_request_cohort FINAL
                WHERE day >= {from_day:Date} AND day < end_day
                    AND ({commune:String} = '' OR commune_code = {commune:String})
                GROUP BY commune_code, bucket
                UNION ALL
                WITH NOT waiting AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR supplements >= 2) AS is_overdue
                SELECT
                    commune_code,
                    multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                    [
                        0,
                        if(hasAny(needed, ['service_requests.done_on_time']), -toInt64(countIf(outcome = 'on_time')), 0),
                        if(hasAny(needed, ['service_requests.done_late']), -toInt64(countIf(outcome = 'late')), 0),
                        if(hasAny(needed, ['service_requests.done_undated']), -toInt64(countIf(outcome = 'undated')), 0),
                        if(hasAny(needed, ['service_requests.open']), toInt64(countIf(outcome != 'open')), 0),
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
                        if(hasAny(needed, ['service_requests.overdue']), toInt64(countIf(is_overdue)), 0),
                        if(hasAny(needed, ['service_requests.overdue_suspected']), toInt64(countIf(is_overdue AND suspected_sync_fault)), 0),
                        0,
                        0,
                        0
                    ] AS requests,
                    [] AS with_fee,
                    [] AS paid_online
                FROM dossier FINAL
                WHERE day >= {from_day:Date} AND day < end_day
                    AND ({commune:String} = '' OR commune_code = {commune:String})
                    AND deleted = 0 AND outcome != 'declined' AND
                    (
                        ended_at IS NULL
                        OR if(
                            ended_by_day,
                            toDate(ended_at, 'Asia/Ho_Chi_Minh')
                                > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'),
                            ended_at >= {at:DateTime64(3, 'UTC')})
                    )
                    AND hasAny(needed, ['service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.overdue', 'service_requests.overdue_suspected'])
                GROUP BY commune_code, bucket
            )
)
        GROUP BY commune_code, bucket
    )
)
WHERE won != 0 OR (possible != 0 AND notEmpty({denominator_factors:Map(String, Float64)}))
GROUP BY bucket
ORDER BY bucket
