-- Provinces; only the rows of the latest load count (views/roster_province.sql).
CREATE TABLE IF NOT EXISTS province
(
    code         String,
    name         String,
    english_name String,
    loaded       UInt64
)
ENGINE = ReplacingMergeTree(loaded)
ORDER BY (code);
