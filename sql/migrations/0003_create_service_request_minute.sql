-- Service requests: events by the minute of their own time (docs/counting.md, flow tables).
CREATE TABLE IF NOT EXISTS service_request_minute
(
    commune_code         LowCardinality(String),
    window_start         DateTime('UTC'),
    version              UInt64,
    counted              Int64,
    missed               Int64,
    duplicates           Int64,
    registered           Int64,
    accepted             Int64,
    refused              Int64,
    in_progress          Int64,
    supplement_requested Int64,
    fee_requested        Int64,
    withdrawn            Int64,
    stopped              Int64,
    done                 Int64,
    result_returned      Int64,
    registered_online    Int64,
    registered_postal    Int64,
    done_on_time         Int64,
    done_late            Int64,
    inserted_at          DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + INTERVAL 14 DAY
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;
