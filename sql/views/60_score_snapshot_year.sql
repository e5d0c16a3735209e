-- Rendered from sql/templates/views/60_score_snapshot.sql; change that.
-- What commune_points says of the running year by the frame that boards ask for, worked out by the server again and
-- again, so that many can ask (NamedQueries.runRecent). as_of says when.
CREATE OR REPLACE MATERIALIZED VIEW score_snapshot_year
REFRESH EVERY 60 SECOND OFFSET 50 SECOND
ENGINE = MergeTree
ORDER BY (province_code, commune_code)
SETTINGS index_granularity = 256
EMPTY
AS SELECT
    'qd-766' AS frame,
    toStartOfYear(toDate(now(), 'Asia/Ho_Chi_Minh')) AS from_day,
    toStartOfYear(toDate(now(), 'Asia/Ho_Chi_Minh')) + toIntervalYear(1) AS to_day,
    *
FROM commune_points(
    province = '',
    from_day = toStartOfYear(toDate(now(), 'Asia/Ho_Chi_Minh')),
    to_day = toStartOfYear(toDate(now(), 'Asia/Ho_Chi_Minh')) + toIntervalYear(1),
    at = now64(3, 'UTC'),
    frame = 'qd-766',
    catalogue = 0)
SETTINGS max_threads = 1, optimize_and_compare_chain = 0, optimize_redundant_functions_in_order_by = 0;
