-- A row per decision about a silence: that it stands, or that somebody ended it before its time (docs/alerting.md).
CREATE TABLE IF NOT EXISTS alert_silence
(
    silence     UUID,
    seen_at     DateTime64(3, 'UTC'),
    owner       String,
    reason      String,
    begins      DateTime64(3, 'UTC'),
    ends        DateTime64(3, 'UTC'),
    rule        LowCardinality(String),
    province    LowCardinality(String),
    unit        LowCardinality(String),
    ended_by    String,
    inserted_at DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (silence, seen_at, ended_by);
