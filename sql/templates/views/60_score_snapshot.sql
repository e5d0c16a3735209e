-- What commune_points says of the running {{ period.name }} by the frame that boards ask for, worked out by the server again and
-- again, so that many can ask (NamedQueries.runRecent). as_of says when.
CREATE OR REPLACE MATERIALIZED VIEW score_snapshot_{{ period.table }}
REFRESH {{ period.refresh }}
ENGINE = MergeTree
ORDER BY (province_code, commune_code)
SETTINGS index_granularity = 256
EMPTY
AS SELECT
    'qd-766' AS frame,
    {{ period.from }} AS from_day,
    {{ period.from }} + {{ period.length }} AS to_day,
    *
FROM commune_points(
    province = '',
    from_day = {{ period.from }},
    to_day = {{ period.from }} + {{ period.length }},
    at = now64(3, 'UTC'),
    frame = 'qd-766',
    catalogue = 0)
SETTINGS max_threads = 1, optimize_and_compare_chain = 0, optimize_redundant_functions_in_order_by = 0;
