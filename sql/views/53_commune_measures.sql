-- THE measures (docs/scoring.md): sums over what began in a period, per commune, as they stood at a moment. Every commune
-- of the roster has a row for the whole period, also without data.
--
-- Parameters: province (two digits, or '' for all), commune (five digits, or '' for all), from_day and to_day (local days,
-- to_day exclusive), at (instant; days after its local day do not count), frame, indicator and catalogue (as
-- catalogue_in_force; what their formulas do not use is not read), step: day or month for a row per day or month with data,
-- '' for one of the whole period.
-- bucket: the day, the first day of the month, or from_day;
-- measures: in the order of scoring_rules.measures; undeclared: 1 where it is a declared figure and nothing stands.
--
-- Restated to the moment, from the dossiers' times: the four outcomes and overdue. Facts that carry no time (digitised,
-- paid online, satisfied, waiting, supplements, due time ...) are those known now.
-- overdue: open at the moment, not waiting for the citizen, and past due or with two supplement requests or more.
CREATE OR REPLACE VIEW commune_measures AS
WITH
    (SELECT names FROM measure_names) AS names,
    (
        SELECT measures
        FROM scoring_rules(
            frame = {frame:String},
            indicator = {indicator:String},
            catalogue = {catalogue:UInt32},
            to_day = {to_day:Date})
    ) AS wanted,
    arrayExists(measure -> startsWith(measure, 'documents.'), wanted) AS wants_documents,
    arrayExists(measure -> startsWith(measure, 'payments.'), wanted) AS wants_payments,
    has(wanted, 'payments.payers_electricity_cashless') AS wants_payers,
    hasAny(wanted, ['service_requests.procedures_with_fee', 'service_requests.procedures_paid_online']) AS wants_procedures,
    arrayExists(measure -> startsWith(measure, 'declared.'), wanted) AS wants_declared,
    multiIf(
        {step:String} = 'day', arrayMap(i -> {from_day:Date} + i, range(toUInt32({to_day:Date} - {from_day:Date}))),
        {step:String} = 'month',
        arrayMap(
            i -> toStartOfMonth({from_day:Date}) + toIntervalMonth(i),
            range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))),
        [{from_day:Date}]) AS buckets,
    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
SELECT
    commune_code,
    bucket,
    arrayMap(
        measure -> multiIf(
            measure = '1', 1.,
            startsWith(measure, 'declared.'), figures.2[indexOf(figures.1, measure)],
            sums[indexOf(names, measure)]),
        wanted) AS measures,
    arrayMap(measure -> toFloat64(startsWith(measure, 'declared.') AND NOT has(figures.1, measure)), wanted) AS undeclared
FROM
(
    SELECT
        commune_code,
        bucket,
        arrayMap(
            number -> toFloat64(number),
            arrayConcat(
                arrayResize(sumForEach(requests), 29, 0),
                arrayResize(sumForEach(documents), 14, 0),
                arrayResize(sumForEach(payments), 9, 0),
                [
                    toInt64(length(groupUniqArrayArray(procedures_with_fee))),
                    toInt64(length(groupUniqArrayArray(procedures_paid_online))),
                    toInt64(sum(payers))
                ])) AS plain,
        -- received * dissatisfied / rated
        arrayPushBack(plain, if(plain[17] = 0, 0., plain[1] * plain[18] / plain[17])) AS sums,
        groupArrayArray(declared) AS figures
    FROM
    (
        SELECT
            code AS commune_code,
            {from_day:Date} AS bucket,
            emptyArrayInt64() AS requests,
            emptyArrayInt64() AS documents,
            emptyArrayInt64() AS payments,
            emptyArrayString() AS procedures_with_fee,
            emptyArrayString() AS procedures_paid_online,
            toUInt64(0) AS payers,
            CAST([], 'Array(Tuple(String, Float64))') AS declared
        FROM roster_unit
        WHERE {step:String} = ''
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            [
                sum(received), sum(done_on_time), sum(done_late), sum(done_undated), sum(open), sum(open_waiting),
                sum(online), sum(online_electronic_result), sum(fee_due), sum(fee_paid_online), sum(result_due),
                sum(result_electronic), sum(digitised), sum(component_reused), sum(personal_store),
                sum(identity_verified), sum(rated), sum(dissatisfied), sum(cohort.synchronised), sum(answered_in_time),
                sum(multiple_supplements), sum(handled), sum(handling_elapsed_ms), sum(handling_working_ms),
                sum(suspected_sync_fault), sum(declined), sum(dossiers)
            ],
            [],
            [],
            groupUniqArrayArray(
                if(
                    wants_procedures,
                    arrayFilter(
                        (code, dimension, dossiers) -> dimension = 'procedure' AND dossiers > 0,
                        by.code, by.dimension, by.fee_due),
                    [])),
            groupUniqArrayArray(
                if(
                    wants_procedures,
                    arrayFilter(
                        (code, dimension, dossiers) -> dimension = 'procedure' AND dossiers > 0,
                        by.code, by.dimension, by.fee_paid_online),
                    [])),
            0,
            []
        FROM service_request_cohort_current AS cohort
        WHERE day >= {from_day:Date} AND day < end_day
        GROUP BY commune_code, bucket
        UNION ALL
        WITH NOT waiting AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR supplements >= 2) AS is_overdue
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            arrayConcat(
                [
                    0,
                    -toInt64(countIf(outcome = 'on_time')),
                    -toInt64(countIf(outcome = 'late')),
                    -toInt64(countIf(outcome = 'undated')),
                    toInt64(countIf(outcome IN ('on_time', 'late', 'undated')))
                ],
                arrayWithConstant(22, 0),
                [
                    toInt64(countIf(is_overdue)),
                    toInt64(countIf(is_overdue AND suspected_sync_fault))
                ]),
            [],
            [],
            [],
            [],
            0,
            []
        FROM dossier_current
        WHERE day >= {from_day:Date} AND day < end_day
            AND outcome != 'declined' AND (ended_at IS NULL OR ended_at >= {at:DateTime64(3, 'UTC')})
        GROUP BY commune_code, bucket
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            [],
            [
                sum(cohort.documents), sum(secret), sum(non_secret), sum(electronic), sum(incoming), sum(outgoing),
                sum(signed_personally), sum(signed_by_organisation), sum(with_due), sum(done_by_due),
                sum(receipt_measured), sum(receipt_delay_ms), sum(refused), sum(recalled)
            ],
            [],
            [],
            [],
            0,
            []
        FROM document_cohort_current AS cohort
        WHERE wants_documents AND day >= {from_day:Date} AND day < end_day
        GROUP BY commune_code, bucket
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            [],
            [],
            [
                sum(cohort.payments), sum(pending), sum(succeeded), sum(failed), sum(reversed), sum(mismatched),
                sum(amount_vnd), sum(cash), sum(cash_vnd)
            ],
            [],
            [],
            0,
            []
        FROM payment_cohort_current AS cohort
        WHERE wants_payments AND day >= {from_day:Date} AND day < end_day
        GROUP BY commune_code, bucket
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            [],
            [],
            [],
            [],
            [],
            uniqExact(payer_id),
            []
        FROM payer_current
        WHERE wants_payers AND day >= {from_day:Date} AND day < end_day
            AND succeeded AND category = 'electricity' AND method != 'cash'
        GROUP BY commune_code, bucket
        UNION ALL
        SELECT
            unit,
            arrayJoin(buckets),
            [],
            [],
            [],
            [],
            [],
            0,
            groupArrayArray(
                arrayFilter(
                    measure -> isFinite(measure.2),
                    [
                        (concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))),
                        (concat('declared.', figure, '.numerator'), toFloat64(numerator)),
                        (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))
                    ]))
        FROM declared_standing(
            from_day = {from_day:Date},
            to_day = {to_day:Date},
            at = {at:DateTime64(3, 'UTC')})
        WHERE wants_declared AND unit_level = 'commune'
        GROUP BY unit
    )
    WHERE {commune:String} = '' AND {province:String} = ''
        OR commune_code IN
        (
            SELECT code
            FROM roster_unit
            WHERE ({province:String} = '' OR province_code = {province:String})
                AND ({commune:String} = '' OR code = {commune:String})
        )
    GROUP BY commune_code, bucket
);
