-- Retractions that reach the window, and events taken back in it (docs/counting.md, flow tables).
ALTER TABLE document_hour
    ADD COLUMN IF NOT EXISTS retractions Int64 AFTER update_refused,
    ADD COLUMN IF NOT EXISTS retracted Int64 AFTER retractions;
