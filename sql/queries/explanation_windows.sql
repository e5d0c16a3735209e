-- Rendered from sql/templates/queries/explanation_windows.sql; change that.
-- The days behind one indicator of one commune: what was received or began on each day, as it stood at a moment. Sums over
-- the days make the figures of the explanation, but for distinct counts (a procedure counts on each of its days) and the
-- dissatisfied share, which is taken of each day. A declared figure that stands for the period stands on each day.
--
-- Parameters
--   commune    String          five digits
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   at         DateTime64(3)   instant (UTC): as it stood then
--   indicator  String          id in the catalogue
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
-- Rows: one per local day with data: a denominator, or for a plain count a number that is not 0.
--   day
--   numerator, denominator
--   rate                         null when the denominator is 0
--   formula_version              load and effective_from of the version in force on the period's last day
SELECT
    points.bucket AS day,
    greatest(0., numerators[1]) AS numerator,
    denominators[1] AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS rate,
    rule.formula_version AS formula_version
FROM (
    WITH
        (
            SELECT groupUniqArrayArray(arrayConcat(sources, rules.measures))
            FROM scoring_rule
            WHERE frame = '' AND indicator = {indicator:String} AND ({catalogue:UInt32} = 0 OR load = {catalogue:UInt32})
        ) AS needed
    SELECT
        * EXCEPT (measures),
        arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.numerator_weights, missing)
            AS numerators,
        arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.denominator_weights, missing)
            AS denominators
    FROM
    (
        SELECT
            * EXCEPT (undeclared),
            arrayMap(
                (input, used) -> input = 'missing' OR arrayDotProduct(used, undeclared) > 0,
                rules.inputs,
                rules.uses) AS missing
        FROM
        (
            SELECT
                commune_code,
                bucket,
                unit,
                rules,
                sums[/* service_requests.received */ 1] AS received,
                sums[/* service_requests.open */ 5] AS open,
                sums[/* service_requests.overdue */ 28] AS overdue,
                sums[/* service_requests.overdue_suspected */ 29] AS overdue_suspected,
                arrayMap(
                    (measure, position) -> multiIf(
                        measure = '1', 1.,
                        position > 0, sums[position],
                        figures.2[indexOf(figures.1, measure)]),
                    rules.measures,
                    positions) AS measures,
                arrayMap(
                    (measure, position) -> toFloat64(
                        position = 0 AND measure != '1' AND NOT has(figures.1, measure)),
                    rules.measures,
                    positions) AS undeclared
            FROM (
                WITH
                    units AS
                    (
                        SELECT
                            code,
                            maxIf(
                                (province_code, name, toString(kind), ifNull(former_district, '')),
                                valid_from < {to_day:Date} AND valid_to >= {to_day:Date}) AS unit
                        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
                        WHERE ('' = '' OR province_code = '')
                            AND ({commune:String} = '' OR code = {commune:String})
                        GROUP BY code
                    ),
                    -- A constant: a subquery at the right of IN is planned again at each of its places.
                    (
                        SELECT groupArray(code)
                        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
                        WHERE province_code = ''
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
                                least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                            SELECT *
                            FROM
                            (
                                SELECT
                                    commune_code,
                                    multiIf('day' = 'day', day, 'day' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
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
                                    multiIf('day' = 'day', day, 'day' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
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
                        UNION ALL
                        SELECT
                            commune_code,
                            multiIf('day' = 'day', day, 'day' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                            ('', '', '', ''),
                            arrayConcat(
                                arrayWithConstant(32, 0),
                                [
                                    if(hasAny(needed, ['documents.documents']), sum(cohort.documents), 0),
                                    if(hasAny(needed, ['documents.secret']), sum(cohort.secret), 0),
                                    if(hasAny(needed, ['documents.non_secret']), sum(cohort.non_secret), 0),
                                    if(hasAny(needed, ['documents.electronic']), sum(cohort.electronic), 0),
                                    if(hasAny(needed, ['documents.incoming']), sum(cohort.incoming), 0),
                                    if(hasAny(needed, ['documents.outgoing']), sum(cohort.outgoing), 0),
                                    if(hasAny(needed, ['documents.signed_personally']), sum(cohort.signed_personally), 0),
                                    if(hasAny(needed, ['documents.signed_by_organisation']), sum(cohort.signed_by_organisation), 0),
                                    if(hasAny(needed, ['documents.with_due']), sum(cohort.with_due), 0),
                                    if(hasAny(needed, ['documents.done_by_due']), sum(cohort.done_by_due), 0),
                                    if(hasAny(needed, ['documents.receipt_measured']), sum(cohort.receipt_measured), 0),
                                    if(hasAny(needed, ['documents.receipt_delay_ms']), sum(cohort.receipt_delay_ms), 0),
                                    if(hasAny(needed, ['documents.refused']), sum(cohort.refused), 0),
                                    if(hasAny(needed, ['documents.recalled']), sum(cohort.recalled), 0)
                                ]),
                            [],
                            [],
                            []
                        FROM document_cohort AS cohort FINAL
                        WHERE day >= {from_day:Date} AND day < end_day
                                AND ({commune:String} = '' OR commune_code = {commune:String})
                                AND ('' = '' OR has(codes, commune_code)) AND has(needed, 'documents')
                        GROUP BY commune_code, bucket
                        UNION ALL
                        SELECT
                            commune_code,
                            multiIf('day' = 'day', day, 'day' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                            ('', '', '', ''),
                            arrayConcat(
                                arrayWithConstant(46, 0),
                                [
                                    if(hasAny(needed, ['payments.payments']), sum(cohort.payments), 0),
                                    if(hasAny(needed, ['payments.pending']), sum(cohort.pending), 0),
                                    if(hasAny(needed, ['payments.succeeded']), sum(cohort.succeeded), 0),
                                    if(hasAny(needed, ['payments.failed']), sum(cohort.failed), 0),
                                    if(hasAny(needed, ['payments.reversed']), sum(cohort.reversed), 0),
                                    if(hasAny(needed, ['payments.mismatched']), sum(cohort.mismatched), 0),
                                    if(hasAny(needed, ['payments.amount_vnd']), sum(cohort.amount_vnd), 0),
                                    if(hasAny(needed, ['payments.cash']), sum(cohort.cash), 0),
                                    if(hasAny(needed, ['payments.cash_vnd']), sum(cohort.cash_vnd), 0)
                                ]),
                            [],
                            [],
                            []
                        FROM payment_cohort AS cohort FINAL
                        WHERE day >= {from_day:Date} AND day < end_day
                                AND ({commune:String} = '' OR commune_code = {commune:String})
                                AND ('' = '' OR has(codes, commune_code)) AND has(needed, 'payments')
                        GROUP BY commune_code, bucket
                        UNION ALL
                        SELECT
                            commune_code,
                            multiIf('day' = 'day', day, 'day' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                            ('', '', '', ''),
                            -- payments.payers_electricity_cashless
                            arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
                            [],
                            [],
                            []
                        FROM payer FINAL
                        WHERE day >= {from_day:Date} AND day < end_day
                                AND ({commune:String} = '' OR commune_code = {commune:String})
                                AND ('' = '' OR has(codes, commune_code))
                                AND deleted = 0 AND succeeded AND category = 'electricity' AND method != 'cash' AND has(needed, 'payers')
                        GROUP BY commune_code, bucket
                        UNION ALL
                        SELECT figures_of_units.unit, bucket, ('', '', '', ''), [], [], [], figures
                        FROM (
                            SELECT
                                unit,
                                arrayJoin(
                                    multiIf(
                                        'day' = 'day', arrayMap(i -> {from_day:Date} + i, range(toUInt32({to_day:Date} - {from_day:Date}))),
                                        'day' = 'month',
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
                                AND ('' = '' OR has(codes, figures_of_units.unit)) AND has(needed, 'declared')
                    ) AS part
                    GROUP BY commune_code, bucket
                )
    ) AS standing
            CROSS JOIN (
                SELECT
                    argMax(tuple(rules), load).1 AS rules,
                    rules.ids AS ids,
                    arrayMap(measure -> indexOf((SELECT names FROM (
                        SELECT
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
                                'service_requests.outside_territory_known',
                                'documents.documents',
                                'documents.secret',
                                'documents.non_secret',
                                'documents.electronic',
                                'documents.incoming',
                                'documents.outgoing',
                                'documents.signed_personally',
                                'documents.signed_by_organisation',
                                'documents.with_due',
                                'documents.done_by_due',
                                'documents.receipt_measured',
                                'documents.receipt_delay_ms',
                                'documents.refused',
                                'documents.recalled',
                                'payments.payments',
                                'payments.pending',
                                'payments.succeeded',
                                'payments.failed',
                                'payments.reversed',
                                'payments.mismatched',
                                'payments.amount_vnd',
                                'payments.cash',
                                'payments.cash_vnd',
                                'payments.payers_electricity_cashless',
                                'service_requests.procedures_with_fee',
                                'service_requests.procedures_paid_online',
                                'service_requests.dissatisfied_scaled'
                            ] AS names
                )), measure), rules.measures) AS positions
                FROM scoring_rule
                WHERE frame = '' AND indicator = {indicator:String}
                    AND ({catalogue:UInt32} = 0 OR load = {catalogue:UInt32})
                    AND effective_from < {to_day:Date} AND effective_to >= {to_day:Date}
    ) AS scoring
        )
    )
) AS points
CROSS JOIN (
    SELECT
        *,
        arrayDistinct(arrayConcat(numerator_measures, denominator_measures)) AS measures,
        concat(toString(load), '/', toString(effective_from)) AS formula_version
    FROM catalogue_indicator
    WHERE
        (load = {catalogue:UInt32} OR ({catalogue:UInt32} = 0 AND load = (SELECT max(load) FROM catalogue_load)))
        AND effective_from < {to_day:Date} AND effective_to >= {to_day:Date}
        AND ('' = '' OR arrayExists(place -> startsWith(place, concat('', '/')), groups))
        AND ({indicator:String} = '' OR id = {indicator:String})
) AS rule
WHERE numerators[1] != 0 OR (denominators[1] != 0 AND rule.denominator_text != '')
ORDER BY day
