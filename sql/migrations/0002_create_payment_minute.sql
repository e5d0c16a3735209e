-- Payments: events by the minute of their own time (docs/counting.md, flow tables).
CREATE TABLE IF NOT EXISTS payment_minute
(
    commune_code       LowCardinality(String),
    window_start       DateTime('UTC'),
    version            UInt64,
    counted            Int64,
    missed             Int64,
    duplicates         Int64,
    started            Int64,
    succeeded          Int64,
    failed             Int64,
    reversed           Int64,
    mismatched         Int64,
    succeeded_cash     Int64,
    succeeded_vnd      Int64,
    succeeded_cash_vnd Int64,
    reversed_vnd       Int64,
    inserted_at        DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + INTERVAL 14 DAY
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
