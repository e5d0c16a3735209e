-- Provinces as of the latest load.
CREATE OR REPLACE VIEW roster_province AS
SELECT
    code,
    name,
    english_name
FROM province FINAL
WHERE loaded = (SELECT max(loaded) FROM province);
