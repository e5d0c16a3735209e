-- dictGet('province_dictionary', 'name', tuple(province_code)).
CREATE OR REPLACE DICTIONARY province_dictionary
(
    code         String,
    name         String,
    english_name String
)
PRIMARY KEY code
SOURCE(CLICKHOUSE(TABLE 'roster_province'))
LIFETIME(MIN 30 MAX 60)
LAYOUT(COMPLEX_KEY_HASHED());
