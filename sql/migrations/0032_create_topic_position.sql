-- How far the job that counts a topic has read it (docs/counting.md). Between first_offset and next_offset lie so many committed
-- records; the other offsets hold none.
CREATE TABLE IF NOT EXISTS topic_position
(
    topic        LowCardinality(String),
    partition    Int32,
    version      UInt64,
    job          LowCardinality(String),
    first_offset Int64,
    next_offset  Int64,
    records      Int64,
    inserted_at  DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (topic, partition);
