-- Dossiers by the local day on which they began (docs/counting.md, cohort tables).
CREATE TABLE IF NOT EXISTS service_request_cohort
(
    commune_code             LowCardinality(String),
    day                      Date,
    version                  UInt64,
    events                   Int64,
    dossiers                 Int64,
    declined                 Int64,
    received                 Int64,
    done_on_time             Int64,
    done_late                Int64,
    done_undated             Int64,
    open                     Int64,
    open_waiting             Int64,
    online                   Int64,
    online_electronic_result Int64,
    fee_due                  Int64,
    fee_paid_online          Int64,
    result_due               Int64,
    result_electronic        Int64,
    digitised                Int64,
    component_reused         Int64,
    personal_store           Int64,
    identity_verified        Int64,
    rated                    Int64,
    dissatisfied             Int64,
    synchronised             Int64,
    answered_in_time         Int64,
    multiple_supplements     Int64,
    handled                  Int64,
    handling_elapsed_ms      Int64,
    handling_working_ms      Int64,
    suspected_sync_fault     Int64,
    by                       Nested(
        dimension           LowCardinality(String),
        code                LowCardinality(String),
        received            Int64,
        done_on_time        Int64,
        done_late           Int64,
        done_undated        Int64,
        open                Int64,
        fee_due             Int64,
        fee_paid_online     Int64,
        handled             Int64,
        handling_working_ms Int64
    ),
    inserted_at              DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day)
TTL inserted_at + INTERVAL 10 YEAR
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
