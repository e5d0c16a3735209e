-- Which times of a dossier are known only to the day (docs/counting.md, times and days).
ALTER TABLE dossier
    ADD COLUMN IF NOT EXISTS submitted_by_day UInt8 AFTER deleted,
    ADD COLUMN IF NOT EXISTS accepted_by_day UInt8 AFTER submitted_by_day,
    ADD COLUMN IF NOT EXISTS due_by_day UInt8 AFTER accepted_by_day,
    ADD COLUMN IF NOT EXISTS ended_by_day UInt8 AFTER due_by_day;
