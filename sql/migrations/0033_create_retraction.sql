-- A row per retraction: what was to be taken back, and whether its event has come (docs/counting.md, retraction).
CREATE TABLE IF NOT EXISTS retraction
(
    commune_code    LowCardinality(String),
    stream          LowCardinality(String),
    occurred_at     DateTime64(3, 'UTC'),
    event_id        UUID,
    version         UInt64,
    entity          String,
    status          LowCardinality(String),
    occurred_by_day UInt8,
    found           UInt8,
    exact           UInt8,
    inserted_at     DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (commune_code, stream, occurred_at, event_id)
TTL inserted_at + INTERVAL 800 DAY
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
