-- Units that ended by 2025-07-01 (docs/scoring.md, former units); only the rows of the latest load count
-- (views/70_roster_former_unit.sql). level: former-commune, former-district, former-province. successors: codes of today's
-- communes or provinces that it became part of.
CREATE TABLE IF NOT EXISTS former_unit
(
    level         LowCardinality(String),
    code          String,
    name          String,
    province_code LowCardinality(String),
    valid_to      Date,
    successors    Array(String),
    loaded        UInt64
)
ENGINE = ReplacingMergeTree(loaded)
ORDER BY (level, code);
