-- The valid version of each row: events per commune and minute.
CREATE OR REPLACE VIEW document_minute_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM document_minute FINAL;
