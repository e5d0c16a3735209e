-- Every record that was taken in, by what became of it. What was produced is Kafka's to say (the end offsets of the topics):
-- produced = counted + duplicates + dead_letters + too_late + retractions + offsets without a committed record (topic_positions).
--
-- Parameters: none.
-- Rows: one per stream (documents, payments, service-requests); declared figures are not counted, a copy leaves no trace.
--   stream
--   counted, duplicates      of the day tables
--   retractions              of the day tables
--   dead_letters, too_late   of the topics of the stream (the part of their name after the last dot)
SELECT
    stream,
    sum(counted) AS counted,
    sum(duplicates) AS duplicates,
    sum(dead_letters) AS dead_letters,
    sum(too_late) AS too_late,
    sum(retractions) AS retractions
FROM
(
    SELECT arrayJoin(['documents', 'payments', 'service-requests']) AS stream, 0 AS counted, 0 AS duplicates, 0 AS dead_letters, 0 AS too_late, 0 AS retractions
    UNION ALL
    SELECT 'documents', sum(counted), sum(duplicates), 0, 0, sum(retractions) FROM document_day_current
    UNION ALL
    SELECT 'payments', sum(counted), sum(duplicates), 0, 0, sum(retractions) FROM payment_day_current
    UNION ALL
    SELECT 'service-requests', sum(counted), sum(duplicates), 0, 0, sum(retractions) FROM service_request_day_current
    UNION ALL
    SELECT splitByChar('.', topic)[-1], 0, 0, count(), 0, 0 FROM dead_letter_current GROUP BY topic
    UNION ALL
    SELECT splitByChar('.', topic)[-1], 0, 0, 0, count(), 0 FROM too_late_current GROUP BY topic
)
WHERE stream IN ('documents', 'payments', 'service-requests')
GROUP BY stream
ORDER BY stream
