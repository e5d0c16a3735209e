-- How far each stream has come. The only place that reads base tables for anything but collapsing their versions: the
-- time of writing is not part of a row's value, and a maximum of keys needs no collapsing.
--
-- Parameters: at (instant). Only rows of the 41 days before it are looked at, beside the latest minute.
-- stream; latest_minute: start of the latest minute with an event that is still kept, or null; latest_day: latest local day
-- with an event, or null; written_at: when a row was last written, to the second, or null; communes_today: their codes.
CREATE OR REPLACE VIEW stream_freshness AS
SELECT
    'documents' AS stream,
    (SELECT maxOrNull(window_start) FROM document_minute) AS latest_minute,
    maxOrNull(toDate(window_start, 'Asia/Ho_Chi_Minh')) AS latest_day,
    maxOrNull(inserted_at) AS written_at,
    groupUniqArrayIf(
        commune_code,
        toDate(window_start, 'Asia/Ho_Chi_Minh') = toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh')) AS communes_today
FROM document_day
WHERE window_start > {at:DateTime64(3, 'UTC')} - INTERVAL 41 DAY
UNION ALL
SELECT
    'payments' AS stream,
    (SELECT maxOrNull(window_start) FROM payment_minute) AS latest_minute,
    maxOrNull(toDate(window_start, 'Asia/Ho_Chi_Minh')) AS latest_day,
    maxOrNull(inserted_at) AS written_at,
    groupUniqArrayIf(
        commune_code,
        toDate(window_start, 'Asia/Ho_Chi_Minh') = toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh')) AS communes_today
FROM payment_day
WHERE window_start > {at:DateTime64(3, 'UTC')} - INTERVAL 41 DAY
UNION ALL
SELECT
    'service-requests' AS stream,
    (SELECT maxOrNull(window_start) FROM service_request_minute) AS latest_minute,
    maxOrNull(toDate(window_start, 'Asia/Ho_Chi_Minh')) AS latest_day,
    maxOrNull(inserted_at) AS written_at,
    groupUniqArrayIf(
        commune_code,
        toDate(window_start, 'Asia/Ho_Chi_Minh') = toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh')) AS communes_today
FROM service_request_day
WHERE window_start > {at:DateTime64(3, 'UTC')} - INTERVAL 41 DAY;
