-- The valid version of each row: events per commune and hour.
CREATE OR REPLACE VIEW document_hour_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM document_hour FINAL;
