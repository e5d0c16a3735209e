-- Boards before 1.0.0 find measures by these places; later ones have stream_measure_names in their queries. Never changed.
CREATE OR REPLACE VIEW measure_names AS
SELECT
    [
        'service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late',
        'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting',
        'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due',
        'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic',
        'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store',
        'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied',
        'service_requests.synchronised', 'service_requests.answered_in_time',
        'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms',
        'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined',
        'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected',
        'service_requests.answer_by_day',
        'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic',
        'documents.incoming', 'documents.outgoing', 'documents.signed_personally',
        'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due',
        'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled',
        'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed',
        'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd',
        'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee',
        'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'
    ] AS names;
