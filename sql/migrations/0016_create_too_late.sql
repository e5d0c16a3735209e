-- A row per valid record that came after its day or its cohort was closed (docs/counting.md).
CREATE TABLE IF NOT EXISTS too_late
(
    topic        LowCardinality(String),
    partition    Int32,
    offset       Int64,
    append_time  DateTime64(3, 'UTC'),
    job          LowCardinality(String),
    commune_code LowCardinality(String),
    event_id     UUID,
    occurred_at  DateTime64(3, 'UTC'),
    started_at   DateTime64(3, 'UTC'),
    reason       LowCardinality(String),
    inserted_at  DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
PARTITION BY topic
ORDER BY (topic, partition, offset)
TTL inserted_at + INTERVAL 90 DAY
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
