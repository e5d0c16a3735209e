-- What became of declarations: which ones are in the table, and which ones were refused.
--
-- Parameters
--   ids   Array(UUID)   declaration ids
-- Rows: one per id of which anything is known.
--   declaration_id
--   stored    1: it is in the table
--   code, detail, refused_at   why a copy was refused the last time, and when the broker took that; '' when none was
SELECT
    declaration_id,
    max(stored) AS stored,
    argMax(code, append_time) AS code,
    argMax(detail, append_time) AS detail,
    max(append_time) AS refused_at
FROM
(
    SELECT declaration_id, 1 AS stored, '' AS code, '' AS detail, toDateTime64(0, 3, 'UTC') AS append_time
    FROM declared_figure_current
    WHERE has({ids:Array(UUID)}, declaration_id)
    UNION ALL
    SELECT assumeNotNull(event_id), 0, code, detail, append_time
    FROM dead_letter_current
    WHERE endsWith(topic, '.declared-figures') AND has({ids:Array(UUID)}, assumeNotNull(event_id)) AND event_id IS NOT NULL
)
GROUP BY declaration_id
ORDER BY declaration_id
