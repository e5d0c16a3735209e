-- Rendered from sql/templates/queries/points_of_shares.sql; change that.
-- What the rules make of each share of a hundred: for shares that are shown rounded.
--
-- Parameters
--   to_day     Date            the local day after the last one
--   frame      String          id of a frame of the catalogue, such as qd-766
--   catalogue  UInt32          number of a load of the catalogue, 0 for the latest
-- Rows: one per indicator of the frame.
--   id, group   of the indicator, and of its group in the frame
--   points      won at 0, 0.01, ... 1; null when it gives none
--   met         whether the target is reached there; null without a target
SELECT
    id,
    group,
    arrayMap(rate -> round(
            multiIf(
                worth IS NULL OR target IS NULL OR lacks, NULL,
                rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL),
                rules.kind = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)),
                better = 'lower', worth * if(rate <= target, 1., target / rate),
                worth * least(1., rate / target)),
            2), shares) AS points,
    arrayMap(rate -> if(better = 'lower', rate <= target, rate >= target), shares) AS met
FROM
(
    SELECT
        rules,
        id,
        group,
        worth,
        target,
        better,
        zero,
        0 AS lacks,
        arrayMap(percent -> toNullable(percent / 100), range(101)) AS shares
    FROM (
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
)
    ARRAY JOIN
        ids AS id,
        rules.group_ids AS group,
        rules.worths AS worth,
        rules.targets AS target,
        rules.betters AS better,
        rules.zero_denominators AS zero
)
