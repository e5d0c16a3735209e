-- Documents by the local day on which they began (docs/counting.md, cohort tables).
CREATE TABLE IF NOT EXISTS document_cohort
(
    commune_code           LowCardinality(String),
    day                    Date,
    version                UInt64,
    events                 Int64,
    documents              Int64,
    secret                 Int64,
    non_secret             Int64,
    electronic             Int64,
    incoming               Int64,
    outgoing               Int64,
    signed_personally      Int64,
    signed_by_organisation Int64,
    with_due               Int64,
    done_by_due            Int64,
    receipt_measured       Int64,
    receipt_delay_ms       Int64,
    refused                Int64,
    recalled               Int64,
    inserted_at            DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day)
TTL inserted_at + INTERVAL 10 YEAR
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
