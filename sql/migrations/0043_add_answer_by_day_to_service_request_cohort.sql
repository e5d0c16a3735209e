-- Online dossiers of which only the day of the answer is known: they say nothing about 8 working hours.
ALTER TABLE service_request_cohort
    ADD COLUMN IF NOT EXISTS answer_by_day Int64 AFTER suspected_sync_fault;
