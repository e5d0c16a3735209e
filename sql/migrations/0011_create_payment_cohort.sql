-- Payments by the local day on which they began (docs/counting.md, cohort tables).
CREATE TABLE IF NOT EXISTS payment_cohort
(
    commune_code LowCardinality(String),
    day          Date,
    version      UInt64,
    events       Int64,
    payments     Int64,
    pending      Int64,
    succeeded    Int64,
    failed       Int64,
    reversed     Int64,
    mismatched   Int64,
    amount_vnd   Int64,
    cash         Int64,
    cash_vnd     Int64,
    by           Nested(
        dimension  LowCardinality(String),
        code       LowCardinality(String),
        payments   Int64,
        succeeded  Int64,
        failed     Int64,
        amount_vnd Int64,
        cash       Int64,
        cash_vnd   Int64
    ),
    inserted_at  DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day)
TTL inserted_at + INTERVAL 10 YEAR
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
