-- The frames of each load: decisions that give points or criteria, and groupings. Classes are in descending order.
CREATE TABLE IF NOT EXISTS catalogue_frame
(
    load     UInt32,
    position UInt16,
    id       LowCardinality(String),
    kind     LowCardinality(String),
    name_vi  String,
    name_en  String,
    source   String,
    points   Nullable(Float64),
    classes  Array(Tuple(id String, floor Float64, name_vi String, name_en String))
)
ENGINE = MergeTree
ORDER BY (load, position);
