-- Exchanged documents: events by the local day of their own time (docs/counting.md, flow tables).
CREATE TABLE IF NOT EXISTS document_day
(
    commune_code    LowCardinality(String),
    window_start    DateTime('UTC'),
    version         UInt64,
    counted         Int64,
    missed          Int64,
    duplicates      Int64,
    arrived         Int64,
    refused         Int64,
    received        Int64,
    assigned        Int64,
    in_progress     Int64,
    done            Int64,
    recalled        Int64,
    update_accepted Int64,
    update_refused  Int64,
    inserted_at     DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + INTERVAL 10 YEAR
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
