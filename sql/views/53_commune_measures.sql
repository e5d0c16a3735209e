-- Rendered from sql/templates/views/53_commune_measures.sql; change that.
-- THE measures (docs/scoring.md): sums over what began in a period, per commune, as they stood at a moment. Every commune
-- of the roster has a row for the whole period, also without data.
--
-- Parameters: province (two digits, or '' for all), commune (five digits, or '' for all), from_day and to_day (local days,
-- to_day exclusive), at (instant; days after its local day do not count), step: day or month for a row per day or month with
-- data, '' for one of the whole period.
-- bucket: the day, the first day of the month, or from_day;
-- unit: (province_code, name, kind, former_district) of the unit that is valid on the period's last day, empty texts without,
--   or when step is not '';
-- sums: in the order of stream_measure_names, so sums[indexOf((SELECT names FROM stream_measure_names), 'service_requests.online')];
-- figures: (measure, number) of the declared figures that stand, in each bucket.
--
-- Restated to the moment, from the dossiers' times: the four outcomes and overdue. A dossier whose end is known only to the day
-- has ended on that day. Facts that carry no time (digitised,
-- paid online, satisfied, waiting, supplements, due time ...) are those known now.
-- overdue: open at the moment, not waiting for the citizen, and past due or with two supplement requests or more.
-- Base tables are read here as their _current views read them, because planning is most of what a question costs.
CREATE OR REPLACE VIEW commune_measures AS
WITH
    units AS
    (
        SELECT
            code,
            maxIf(
                (province_code, name, toString(kind), ifNull(former_district, '')),
                valid_from < {to_day:Date} AND valid_to >= {to_day:Date}) AS unit
        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
        WHERE ({province:String} = '' OR province_code = {province:String})
            AND ({commune:String} = '' OR code = {commune:String})
        GROUP BY code
    ),
    -- A constant: a subquery at the right of IN is planned again at each of its places.
    (
        SELECT groupArray(code)
        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
        WHERE province_code = {province:String}
    ) AS codes,
    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
SELECT
    commune_code,
    bucket,
    unit,
    -- service_requests.dissatisfied_scaled
    arrayPushBack(
        counted,
        if(
            counted[/* service_requests.rated */ 17] = 0,
            0.,
            counted[/* service_requests.received */ 1] * counted[/* service_requests.dissatisfied */ 18]
                / counted[/* service_requests.rated */ 17])) AS sums,
    figures
FROM
(
    SELECT
        part.commune_code AS commune_code,
        part.bucket AS bucket,
        max(part.unit) AS unit,
        arrayMap(
            number -> toFloat64(number),
            arrayConcat(
                arrayResize(sumForEach(part.numbers), 56, 0),
                [toInt64(length(groupUniqArrayArray(part.with_fee))), toInt64(length(groupUniqArrayArray(part.paid_online)))])) AS counted,
        groupArrayArray(part.declared) AS figures
    FROM
    (
        SELECT
            commune_code,
            bucket,
            ('', '', '', '') AS unit,
            requests AS numbers,
            with_fee,
            paid_online,
            CAST([], 'Array(Tuple(String, Float64))') AS declared
        FROM (
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
            )
)
        UNION ALL
        SELECT code, {from_day:Date}, unit, [], [], [], []
        FROM units
        WHERE {step:String} = ''
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            ('', '', '', ''),
            arrayConcat(
                arrayWithConstant(32, 0),
                [
                    sum(cohort.documents),
                    sum(cohort.secret),
                    sum(cohort.non_secret),
                    sum(cohort.electronic),
                    sum(cohort.incoming),
                    sum(cohort.outgoing),
                    sum(cohort.signed_personally),
                    sum(cohort.signed_by_organisation),
                    sum(cohort.with_due),
                    sum(cohort.done_by_due),
                    sum(cohort.receipt_measured),
                    sum(cohort.receipt_delay_ms),
                    sum(cohort.refused),
                    sum(cohort.recalled)
                ]),
            [],
            [],
            []
        FROM document_cohort AS cohort FINAL
        WHERE day >= {from_day:Date} AND day < end_day
                AND ({commune:String} = '' OR commune_code = {commune:String})
                AND ({province:String} = '' OR has(codes, commune_code))
        GROUP BY commune_code, bucket
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            ('', '', '', ''),
            arrayConcat(
                arrayWithConstant(46, 0),
                [
                    sum(cohort.payments),
                    sum(cohort.pending),
                    sum(cohort.succeeded),
                    sum(cohort.failed),
                    sum(cohort.reversed),
                    sum(cohort.mismatched),
                    sum(cohort.amount_vnd),
                    sum(cohort.cash),
                    sum(cohort.cash_vnd)
                ]),
            [],
            [],
            []
        FROM payment_cohort AS cohort FINAL
        WHERE day >= {from_day:Date} AND day < end_day
                AND ({commune:String} = '' OR commune_code = {commune:String})
                AND ({province:String} = '' OR has(codes, commune_code))
        GROUP BY commune_code, bucket
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            ('', '', '', ''),
            -- payments.payers_electricity_cashless
            arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
            [],
            [],
            []
        FROM payer FINAL
        WHERE day >= {from_day:Date} AND day < end_day
                AND ({commune:String} = '' OR commune_code = {commune:String})
                AND ({province:String} = '' OR has(codes, commune_code))
                AND deleted = 0 AND succeeded AND category = 'electricity' AND method != 'cash'
        GROUP BY commune_code, bucket
        UNION ALL
        SELECT figures_of_units.unit, bucket, ('', '', '', ''), [], [], [], figures
        FROM (
            SELECT
                unit,
                arrayJoin(
                    multiIf(
                        {step:String} = 'day', arrayMap(i -> {from_day:Date} + i, range(toUInt32({to_day:Date} - {from_day:Date}))),
                        {step:String} = 'month',
                        arrayMap(
                            i -> toStartOfMonth({from_day:Date}) + toIntervalMonth(i),
                            range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))),
                        [{from_day:Date}])) AS bucket,
                figures
            FROM
            (
                SELECT
                    unit,
                    groupArrayArray(
                        arrayFilter(
                            measure -> isFinite(measure.2),
                            [
                                (concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))),
                                (concat('declared.', figure, '.numerator'), toFloat64(numerator)),
                                (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))
                            ])) AS figures
                FROM (
                    SELECT
                        unit_level,
                        unit,
                        figure,
                        period,
                        period_from,
                        period_to,
                        declaration_id,
                        numerator,
                        denominator,
                        observed_on,
                        document,
                        declared_at,
                        office
                    FROM declared_figure
                    WHERE declared_at <= {at:DateTime64(3, 'UTC')}
                        AND (
                            (period_from = {from_day:Date} AND period_to = {to_day:Date})
                            OR (period_to <= {to_day:Date} AND period_from >= {to_day:Date} - 1 - INTERVAL 2 YEAR))
                    ORDER BY
                        (period_from = {from_day:Date} AND period_to = {to_day:Date}) DESC,
                        period_to DESC,
                        period_from DESC,
                        declared_at DESC,
                        toString(declaration_id) DESC
                    LIMIT 1 BY unit_level, unit, figure
            )
                WHERE unit_level = 'commune'
                GROUP BY unit
            )
) AS figures_of_units
        WHERE ({commune:String} = '' OR figures_of_units.unit = {commune:String})
                AND ({province:String} = '' OR has(codes, figures_of_units.unit))
    ) AS part
    GROUP BY commune_code, bucket
);
