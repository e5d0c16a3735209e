-- A row per end of an episode (docs/alerting.md); the same end again replaces it. Kept for ever: it is the record of who was told what.
CREATE TABLE IF NOT EXISTS alert_transition
(
    province         LowCardinality(String),
    unit             LowCardinality(String),
    rule             LowCardinality(String),
    indicator        LowCardinality(String),
    episode          UUID,
    kind             LowCardinality(String),
    ending           LowCardinality(String),
    rule_version     UInt32,
    rule_set_version UInt32,
    name_vi          LowCardinality(String),
    name_en          LowCardinality(String),
    unit_name        LowCardinality(String),
    scope            LowCardinality(String),
    severity         LowCardinality(String),
    at               DateTime64(3, 'UTC'),
    since            DateTime64(3, 'UTC'),
    value            Nullable(Float64),
    n                Nullable(Int64),
    lower            Nullable(Float64),
    upper            Nullable(Float64),
    target           Nullable(Float64),
    peers_median     Nullable(Float64),
    worst            Nullable(Float64),
    inserted_at      DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (province, unit, rule, indicator, episode, kind);
