-- Retractions that reach the window, and events taken back in it (docs/counting.md, flow tables).
ALTER TABLE service_request_minute
    ADD COLUMN IF NOT EXISTS retractions Int64 AFTER done_late,
    ADD COLUMN IF NOT EXISTS retracted Int64 AFTER retractions;
