-- The valid version of each row: events per commune and hour.
CREATE OR REPLACE VIEW service_request_hour_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM service_request_hour FINAL;
