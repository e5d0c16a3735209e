-- Communes with their validity as of the latest load. valid_to is exclusive; last_valid_day is inclusive.
CREATE OR REPLACE VIEW roster_unit AS
SELECT
    code,
    valid_from,
    valid_to,
    valid_to - 1 AS last_valid_day,
    name,
    kind,
    province_code,
    predecessors,
    latitude,
    longitude,
    area_km2,
    former_district
FROM unit FINAL
WHERE loaded = (SELECT max(loaded) FROM unit);
