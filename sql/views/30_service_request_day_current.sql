-- The valid version of each row: events per commune and local day. day is the local day.
CREATE OR REPLACE VIEW service_request_day_current AS
SELECT
    * EXCEPT (version, inserted_at),
    toDate(window_start, 'Asia/Ho_Chi_Minh') AS day
FROM service_request_day FINAL;
