-- Each load of the indicator catalogue (docs/scoring.md): who loaded which file when and why. Never changed.
CREATE TABLE IF NOT EXISTS catalogue_load
(
    load      UInt32,
    loaded_at DateTime64(3, 'UTC'),
    loaded_by String,
    reason    String,
    sha256    FixedString(64),
    text      String
)
ENGINE = MergeTree
ORDER BY load;
