-- A row per payment that carries the surrogate of its payer (docs/counting.md, payer).
CREATE TABLE IF NOT EXISTS payer
(
    commune_code LowCardinality(String),
    day          Date,
    payment_id   String,
    version      UInt64,
    category     LowCardinality(String),
    method       LowCardinality(String),
    succeeded    UInt8,
    payer_id     UUID,
    deleted      UInt8,
    inserted_at  DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day, payment_id)
TTL inserted_at + INTERVAL 800 DAY
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
