-- The catalogue made ready for scoring (views/52_scoring_rules.sql): a row per load, frame ('' for all indicators), indicator
-- ('' for all of the frame) and span of days without a change of version. Made from the tables of a load when it is complete,
-- never changed: planning the same in each query took longer than everything else. effective_to is exclusive.
-- sources: what the formulas read: documents, payments, payers, procedures, declared.
CREATE TABLE IF NOT EXISTS scoring_rule
(
    load           UInt32,
    frame          LowCardinality(String),
    indicator      LowCardinality(String),
    effective_from Date,
    effective_to   Date,
    sources        Array(String),
    rules          Tuple(
        load                UInt32,
        kind                String,
        frame_points        Float64,
        classes             Array(Tuple(id String, floor Float64, name_vi String, name_en String)),
        groups              Array(Tuple(id String, of Float64)),
        measures            Array(String),
        ids                 Array(String),
        inputs              Array(String),
        group_ids           Array(String),
        targets             Array(Nullable(Float64)),
        betters             Array(String),
        worths              Array(Nullable(Float64)),
        zero_denominators   Array(String),
        numerator_weights   Array(Array(Float64)),
        denominator_weights Array(Array(Float64)),
        uses                Array(Array(Float64)))
)
ENGINE = MergeTree
ORDER BY (frame, indicator, load, effective_from);
