-- How far the jobs have read the topics that they count.
--
-- Parameters: none.
-- Rows: one per partition that a job has read or begun to read.
--   topic, partition
--   next_offset      before it everything is read
--   without_record   offsets before next_offset that hold no committed record: ends of transactions, and records of aborted ones
SELECT
    topic,
    partition,
    next_offset,
    next_offset - first_offset - records AS without_record
FROM topic_position_current
ORDER BY topic, partition
