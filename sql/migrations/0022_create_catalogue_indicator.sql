-- Each version of each indicator: what is divided by what, and how it is judged. A formula is the sum of factor * measure.
-- groups: 'frame/group'. effective_to is exclusive, 2149-06-06 when open. A missing indicator has empty formulas.
CREATE TABLE IF NOT EXISTS catalogue_indicator
(
    load                 UInt32,
    position             UInt16,
    id                   LowCardinality(String),
    name_vi              String,
    name_en              String,
    groups               Array(LowCardinality(String)),
    unit                 LowCardinality(String),
    input                LowCardinality(String),
    effective_from       Date,
    effective_to         Date,
    numerator_text       String,
    denominator_text     String,
    numerator_measures   Array(LowCardinality(String)),
    numerator_factors    Array(Float64),
    denominator_measures Array(LowCardinality(String)),
    denominator_factors  Array(Float64),
    target               Nullable(Float64),
    better               LowCardinality(String),
    points               Nullable(Float64),
    zero_denominator     LowCardinality(String),
    minimum_n            UInt32,
    source               String,
    verified             UInt8
)
ENGINE = MergeTree
ORDER BY (load, position, effective_from);
