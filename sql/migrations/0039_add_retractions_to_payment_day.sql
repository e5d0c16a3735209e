-- Retractions that reach the window, and events taken back in it (docs/counting.md, flow tables).
ALTER TABLE payment_day
    ADD COLUMN IF NOT EXISTS retractions Int64 AFTER reversed_vnd,
    ADD COLUMN IF NOT EXISTS retracted Int64 AFTER retractions;
