-- A row per dossier and day it named; nothing personal (docs/counting.md, dossier).
CREATE TABLE IF NOT EXISTS dossier
(
    commune_code         LowCardinality(String),
    day                  Date,
    dossier_code         String,
    version              UInt64,
    procedure_code       LowCardinality(String),
    channel              LowCardinality(String),
    level                LowCardinality(Nullable(String)),
    status               LowCardinality(String),
    outcome              LowCardinality(String),
    submitted_at         DateTime64(3, 'UTC'),
    accepted_at          Nullable(DateTime64(3, 'UTC')),
    due_at               Nullable(DateTime64(3, 'UTC')),
    ended_at             Nullable(DateTime64(3, 'UTC')),
    supplements          UInt32,
    waiting              UInt8,
    fee_due_vnd          Nullable(Int64),
    fee_paid_online      UInt8,
    first_arrival_at     Nullable(DateTime64(3, 'UTC')),
    last_arrival_at      Nullable(DateTime64(3, 'UTC')),
    late_arrival         UInt8,
    suspected_sync_fault UInt8,
    deleted              UInt8,
    inserted_at          DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day, dossier_code)
TTL inserted_at + INTERVAL 800 DAY
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
