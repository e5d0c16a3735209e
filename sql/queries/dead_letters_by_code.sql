-- Rejected records by their fault.
--
-- Parameters
--   from_time  DateTime64(3)  first append time (UTC)
--   to_time    DateTime64(3)  the instant after the last one
-- Rows: one per topic and code, the most frequent first.
--   topic, code, records
--   communes         different communes named by them
--   last_append_time when the latest was appended
--   last_detail      what was wrong with it
--   last_commune     the commune that it names, or null
SELECT
    topic,
    code,
    count() AS records,
    uniqExact(commune_code) AS communes,
    max(append_time) AS last_append_time,
    argMax(detail, (append_time, partition, offset)) AS last_detail,
    argMax(commune_code, (append_time, partition, offset)) AS last_commune
FROM dead_letter_current
WHERE append_time >= {from_time:DateTime64(3, 'UTC')} AND append_time < {to_time:DateTime64(3, 'UTC')}
GROUP BY topic, code
ORDER BY records DESC, topic, code
