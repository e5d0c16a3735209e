-- dictGet('unit_dictionary', 'name', tuple(commune_code), day): the unit that carries a code on a local day.
CREATE OR REPLACE DICTIONARY unit_dictionary
(
    code            String,
    valid_from      Date,
    last_valid_day  Date,
    name            String,
    kind            String,
    province_code   String,
    latitude        Nullable(Float64),
    longitude       Nullable(Float64),
    area_km2        Nullable(Float64),
    former_district Nullable(String)
)
PRIMARY KEY code
SOURCE(CLICKHOUSE(TABLE 'roster_unit'))
LIFETIME(MIN 30 MAX 60)
LAYOUT(COMPLEX_KEY_RANGE_HASHED(range_lookup_strategy 'max'))
RANGE(MIN valid_from MAX last_valid_day);
