-- A row per record that breaks a rule of docs/contract.md; the same record again replaces it.
CREATE TABLE IF NOT EXISTS dead_letter
(
    topic        LowCardinality(String),
    partition    Int32,
    offset       Int64,
    append_time  DateTime64(3, 'UTC'),
    job          LowCardinality(String),
    job_version  LowCardinality(String),
    code         LowCardinality(String),
    detail       String,
    commune_code LowCardinality(Nullable(String)),
    event_id     Nullable(UUID),
    payload      String,
    size         Int64,
    inserted_at  DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
PARTITION BY topic
ORDER BY (topic, partition, offset)
TTL inserted_at + INTERVAL 90 DAY
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
