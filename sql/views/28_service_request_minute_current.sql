-- The valid version of each row: events per commune and minute.
CREATE OR REPLACE VIEW service_request_minute_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM service_request_minute FINAL;
