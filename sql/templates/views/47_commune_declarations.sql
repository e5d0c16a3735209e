-- What each commune has declared that stands, one row per commune.
--
-- Parameters: as declared_standing.
-- unit; figures: (figure, numerator, denominator or null, period, observed_on, document, declared_at, office).
SELECT
    unit,
    groupArray((figure, numerator, denominator, period, observed_on, document, declared_at, office)) AS figures
FROM {{ view("declared_standing") }}
WHERE unit_level = 'commune'
GROUP BY unit
