-- Rendered from sql/templates/views/52_scoring_rules.sql; change that.
-- The catalogue in force as one row of arrays, an entry per indicator in the order of the catalogue, for formulas to be
-- computed as dot products with the measures of commune_measures. One row also when there is nothing: of empty arrays.
--
-- Parameters: as catalogue_in_force.
-- ids; positions: of rules.measures in stream_measure_names, 0 for others;
-- rules: a tuple of load;
--   kind, classes: of the frame; groups: (id, of: most points, or number of criteria); frame_points: their sum;
--   measures: first '1', which is always 1, for formulas without a denominator, then all that are used;
--   numerator_weights, denominator_weights, uses: per indicator an entry per measure: its factor; 1 where the formulas use it;
--   ids, inputs, targets, betters, zero_denominators; group_ids: the group in the frame; worths: the most points, 1 for a
--   criterion with a target, null when it gives none or was not verified.
CREATE OR REPLACE VIEW scoring_rules AS
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
WHERE frame = {frame:String} AND indicator = {indicator:String}
    AND ({catalogue:UInt32} = 0 OR load = {catalogue:UInt32})
    AND effective_from < {to_day:Date} AND effective_to >= {to_day:Date};
