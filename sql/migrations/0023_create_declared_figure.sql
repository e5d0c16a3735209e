-- A row per declaration of a figure that no stream tells; never overwritten (docs/scoring.md, declared figures).
-- period_to is exclusive. A plain value stands in numerator, with no denominator.
CREATE TABLE IF NOT EXISTS declared_figure
(
    unit_level     LowCardinality(String),
    unit           String,
    figure         LowCardinality(String),
    period         String,
    period_from    Date,
    period_to      Date,
    declaration_id UUID,
    numerator      Decimal(18, 4),
    denominator    Nullable(Decimal(18, 4)),
    observed_on    Date,
    document       String,
    declared_at    DateTime64(3, 'UTC'),
    office         String,
    topic          LowCardinality(String),
    partition      Int32,
    offset         Int64,
    append_time    DateTime64(3, 'UTC'),
    inserted_at    DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (unit_level, unit, figure, period_from, period_to, declaration_id);
