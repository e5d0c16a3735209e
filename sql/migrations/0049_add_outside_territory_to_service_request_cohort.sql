-- Dossiers handed in outside the commune they belong to, and those of which that is known: what no source says is not false.
ALTER TABLE service_request_cohort
    ADD COLUMN IF NOT EXISTS outside_territory Int64 AFTER answer_by_day,
    ADD COLUMN IF NOT EXISTS outside_territory_known Int64 AFTER outside_territory;
