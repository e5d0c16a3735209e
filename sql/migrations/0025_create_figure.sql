-- The figures that can be declared (docs/scoring.md); only the rows of the latest load count (views/70_known_figure.sql).
-- unit: count, percent, yes-no, rank. form: value, ratio.
CREATE TABLE IF NOT EXISTS figure
(
    id      String,
    name_vi String,
    name_en String,
    unit    LowCardinality(String),
    form    LowCardinality(String),
    source  String,
    loaded  UInt64
)
ENGINE = ReplacingMergeTree(loaded)
ORDER BY id;
