-- What each commune has declared that stands, one row per commune.
--
-- Parameters: as declared_standing.
-- unit; figures: (figure, numerator, denominator or null, period, observed_on, document, declared_at, office).
CREATE OR REPLACE VIEW commune_declarations AS
SELECT
    unit,
    groupArray((figure, numerator, denominator, period, observed_on, document, declared_at, office)) AS figures
FROM declared_standing(
    from_day = {from_day:Date},
    to_day = {to_day:Date},
    at = {at:DateTime64(3, 'UTC')})
WHERE unit_level = 'commune'
GROUP BY unit;
