-- Rendered from sql/templates/views/56_commune_scores.sql; change that.
-- The scores of commune_points, ranked within their peers: competition ranks (1-2-2-4), so
-- that equal scores, as they are shown, have equal ranks. Unranked ones too.
--
-- Parameters: as commune_points; peers: province, kind, former-district or size (terciles of n), among the communes of the
-- province, or of the country when it is ''; own-province: of the country, each within its province;
-- minimum_n: communes with fewer received dossiers are not ranked.
-- peer_group: the kind, the province, the province and its former district, small, medium or large, or '' for all;
-- reason: '' when ranked, else not_enough_data or no_data (no score).
CREATE OR REPLACE VIEW commune_scores AS
SELECT
    *,
    if(
        reason = '',
        toNullable(toUInt32(rank() OVER (PARTITION BY peer_group, reason ORDER BY score DESC))),
        NULL) AS rank
FROM
(
    SELECT
        *,
        multiIf(
            {peers:String} = 'kind', kind,
            {peers:String} = 'own-province', province_code,
            {peers:String} = 'former-district', concat(province_code, '/', former_district),
            {peers:String} = 'size',
            ['small', 'medium', 'large'][1 + intDiv(3 * (rank() OVER (ORDER BY n) - 1), count() OVER ())],
            '') AS peer_group,
        multiIf(score IS NULL, 'no_data', n < {minimum_n:UInt32}, 'not_enough_data', '') AS reason
    FROM (
        SELECT
            * EXCEPT (rules, won_or_0, computable),
            points_computable / frame_points AS coverage,
            if(
                points_computable = 0 OR (n = 0 AND rules.kind = 'points'),
                NULL,
                round(100 * points / points_computable, 2)) AS score,
            arrayFirst(band -> ifNull(score >= band.2, 0), rules.classes).1 AS class,
            arrayMap(
                (place, reachable) -> (
                    place.1,
                    if(
                        reachable = 0,
                        NULL,
                        round(arraySum(arrayMap((points, id) -> if(id = place.1, points, 0.), won_or_0, rules.group_ids)), 2)),
                    reachable,
                    place.2),
                rules.groups,
                arrayMap(
                    place -> arraySum(arrayMap((worth, id) -> if(id = place.1, worth, 0.), computable, rules.group_ids)),
                    rules.groups)) AS groups
        FROM
        (
            SELECT
                {at:DateTime64(3, 'UTC')} AS as_of,
                unit.1 AS province_code,
                commune_code,
                unit.2 AS name,
                unit.3 AS kind,
                unit.4 AS former_district,
                toUInt64(received) AS n,
                arrayMap(points -> ifNull(points, 0.), won) AS won_or_0,
                arrayMap((points, worth) -> if(points IS NULL, 0., ifNull(worth, 0.)), won, worths) AS computable,
                numerators,
                denominators,
                missing,
                rates,
                wilson,
                won,
                met,
                toUInt64(open) AS open,
                toUInt64(overdue) AS overdue,
                toUInt64(overdue_suspected) AS overdue_suspected,
                frame_points,
                ids,
                worths,
                rules.targets AS targets,
                rules.load AS load,
                rules,
                arraySum(computable) AS points_computable,
                if(points_computable = 0, NULL, round(arraySum(won_or_0), 2)) AS points
            FROM (
                SELECT
                    commune_code,
                    bucket,
                    unit,
                    received,
                    open,
                    overdue,
                    overdue_suspected,
                    missing,
                    numerators,
                    denominators,
                    rates,
                    arrayMap(
                        (rate, n) -> if(
                            rate BETWEEN 0 AND 1,
                            (
                                (rate + 1.9208 / n - 1.96 * sqrt(rate * (1 - rate) / n + 0.9604 / (n * n))) / (1 + 3.8416 / n),
                                (rate + 1.9208 / n + 1.96 * sqrt(rate * (1 - rate) / n + 0.9604 / (n * n))) / (1 + 3.8416 / n)
                            ),
                            (NULL, NULL)),
                        rates,
                        denominators) AS wilson,
                    arrayMap(
                        (worth, target, better, zero, lacks, rate) -> round(
                            multiIf(
                                worth IS NULL OR target IS NULL OR lacks, NULL,
                                rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL),
                                rules.kind = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)),
                                better = 'lower', worth * if(rate <= target, 1., target / rate),
                                worth * least(1., rate / target)),
                            2),
                        rules.worths,
                        rules.targets,
                        rules.betters,
                        rules.zero_denominators,
                        missing,
                        rates) AS won,
                    arrayMap((target, better, rate) -> if(better = 'lower', rate <= target, rate >= target), rules.targets, rules.betters, rates) AS met,
                    rules,
                    rules.ids AS ids,
                    rules.worths AS worths,
                    rules.frame_points AS frame_points
                FROM
                (
                    SELECT
                        *,
                        arrayMap(
                            (numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator),
                            numerators,
                            denominators) AS rates
                    FROM (
                        WITH
                            (
                                SELECT groupUniqArrayArray(arrayConcat(sources, rules.measures))
                                FROM scoring_rule
                                WHERE frame = {frame:String} AND indicator = '' AND ({catalogue:UInt32} = 0 OR load = {catalogue:UInt32})
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
                                            WHERE ({province:String} = '' OR province_code = {province:String})
                                                AND ('' = '' OR code = '')
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
                                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                        [
                                                            sum(received),
                                                            if(hasAny(needed, ['service_requests.done_on_time']), sum(done_on_time), 0),
                                                            if(hasAny(needed, ['service_requests.done_late']), sum(done_late), 0),
                                                            if(hasAny(needed, ['service_requests.done_undated']), sum(done_undated), 0),
                                                            sum(open),
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
                                                        AND ('' = '' OR commune_code = '')
                                                        AND ({province:String} = '' OR has(codes, commune_code))
                                                    GROUP BY commune_code, bucket
                                                    UNION ALL
                                                    WITH NOT waiting AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR supplements >= 2) AS is_overdue
                                                    SELECT
                                                        commune_code,
                                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                        [
                                                            0,
                                                            if(hasAny(needed, ['service_requests.done_on_time']), -toInt64(countIf(outcome = 'on_time')), 0),
                                                            if(hasAny(needed, ['service_requests.done_late']), -toInt64(countIf(outcome = 'late')), 0),
                                                            if(hasAny(needed, ['service_requests.done_undated']), -toInt64(countIf(outcome = 'undated')), 0),
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
                                                        AND ('' = '' OR commune_code = '')
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
                                            WHERE '' = ''
                                            UNION ALL
                                            SELECT
                                                commune_code,
                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
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
                                                    AND ('' = '' OR commune_code = '')
                                                    AND ({province:String} = '' OR has(codes, commune_code)) AND has(needed, 'documents')
                                            GROUP BY commune_code, bucket
                                            UNION ALL
                                            SELECT
                                                commune_code,
                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
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
                                                    AND ('' = '' OR commune_code = '')
                                                    AND ({province:String} = '' OR has(codes, commune_code)) AND has(needed, 'payments')
                                            GROUP BY commune_code, bucket
                                            UNION ALL
                                            SELECT
                                                commune_code,
                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                ('', '', '', ''),
                                                -- payments.payers_electricity_cashless
                                                arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
                                                [],
                                                [],
                                                []
                                            FROM payer FINAL
                                            WHERE day >= {from_day:Date} AND day < end_day
                                                    AND ('' = '' OR commune_code = '')
                                                    AND ({province:String} = '' OR has(codes, commune_code))
                                                    AND deleted = 0 AND succeeded AND category = 'electricity' AND method != 'cash' AND has(needed, 'payers')
                                            GROUP BY commune_code, bucket
                                            UNION ALL
                                            SELECT figures_of_units.unit, bucket, ('', '', '', ''), [], [], [], figures
                                            FROM (
                                                SELECT
                                                    unit,
                                                    arrayJoin(
                                                        multiIf(
                                                            '' = 'day', arrayMap(i -> {from_day:Date} + i, range(toUInt32({to_day:Date} - {from_day:Date}))),
                                                            '' = 'month',
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
                                            WHERE ('' = '' OR figures_of_units.unit = '')
                                                    AND ({province:String} = '' OR has(codes, figures_of_units.unit)) AND has(needed, 'declared')
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
                                    WHERE frame = {frame:String} AND indicator = ''
                                        AND ({catalogue:UInt32} = 0 OR load = {catalogue:UInt32})
                                        AND effective_from < {to_day:Date} AND effective_to >= {to_day:Date}
                        ) AS scoring
                            )
                        )
                ) AS own
                )
        )
            WHERE unit.2 != ''
        )
)
);
