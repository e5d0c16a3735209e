-- A row per rule file that was published: who, when and why. One with a fault never stood; its version is 0.
CREATE TABLE IF NOT EXISTS alert_rule_set
(
    seen_at     DateTime64(3, 'UTC'),
    version     UInt32,
    yaml        String,
    changed_by  String,
    reason      String,
    fault       String,
    inserted_at DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (seen_at, version);
