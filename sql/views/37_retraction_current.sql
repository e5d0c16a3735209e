-- Retractions, each once, as they stand: found is 1 once the event has come that is taken back.
CREATE OR REPLACE VIEW retraction_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM retraction FINAL;
