-- Former units as of the latest load. valid_to is exclusive.
CREATE OR REPLACE VIEW roster_former_unit AS
SELECT
    level,
    code,
    name,
    province_code,
    valid_to,
    successors
FROM former_unit FINAL
WHERE loaded = (SELECT max(loaded) FROM former_unit);
