-- The dossiers of a province that were received in some days and were open at a moment or later; for a dry run of rules.
--
-- Parameters
--   province    String         two digits
--   from_day    Date           first local day of receipt
--   to_day      Date           last local day of receipt
--   open_since  DateTime64(3)  those that had ended by then are left out
-- Rows: one per dossier.
--   commune_code, dossier_code, day
--   submitted_at, ended_at   instants; ended_at is null while it is open
--   due_at                   null where it is unknown
--   waiting                  1: it waits for the citizen now; what it did earlier is not known
--   supplements              how often it was sent back; 2 or more count as overdue
SELECT
    toString(commune_code) AS commune_code,
    dossier_code,
    day,
    submitted_at,
    ended_at,
    due_at,
    waiting,
    supplements
FROM dossier_current
WHERE day BETWEEN {from_day:Date} AND {to_day:Date}
    AND outcome != 'declined'
    AND (ended_at IS NULL OR ended_at >= {open_since:DateTime64(3, 'UTC')})
    AND commune_code IN
    (
        SELECT code
        FROM roster_unit
        WHERE province_code = {province:String}
    );
