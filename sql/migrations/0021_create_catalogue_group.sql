-- The groups of each frame: the most points they give, or how many criteria they have.
CREATE TABLE IF NOT EXISTS catalogue_group
(
    load     UInt32,
    frame    LowCardinality(String),
    position UInt16,
    id       LowCardinality(String),
    name_vi  String,
    name_en  String,
    points   Nullable(Float64),
    criteria Nullable(UInt32)
)
ENGINE = MergeTree
ORDER BY (load, frame, position);
