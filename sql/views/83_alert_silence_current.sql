-- Every silence once, as the latest decision left it; rule, province and unit are '' where it asks for none, ended_by where nobody ended it.
CREATE OR REPLACE VIEW alert_silence_current AS
SELECT
    * EXCEPT (inserted_at)
FROM alert_silence
ORDER BY
    seen_at DESC,
    ended_by DESC
LIMIT 1 BY silence;
