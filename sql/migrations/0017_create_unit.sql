-- Communes with their validity; only the rows of the latest load count (views/roster_unit.sql).
CREATE TABLE IF NOT EXISTS unit
(
    code            String,
    valid_from      Date,
    valid_to        Date,
    name            String,
    kind            LowCardinality(String),
    province_code   LowCardinality(String),
    predecessors    Array(String),
    latitude        Nullable(Float64),
    longitude       Nullable(Float64),
    area_km2        Nullable(Float64),
    former_district Nullable(String),
    loaded          UInt64
)
ENGINE = ReplacingMergeTree(loaded)
ORDER BY (code, valid_from);
