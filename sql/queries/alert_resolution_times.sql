-- How long alerts stay open, by rule: of the episodes that were fired within the days.
--
-- Parameters
--   province   String  two digits, or '' for the whole country
--   from_day   Date    first local day
--   to_day     Date    last local day
-- Rows: one per rule and severity.
--   rule, name_vi, name_en, severity
--   episodes           fired within the days
--   still_open         of them, open now
--   cleared            of them, ended because the clear level was held; only they have times
--   median_seconds, p95_seconds   from fired to resolved; null when none was cleared
WITH
    toDateTime64(toString({from_day:Date}), 3, 'Asia/Ho_Chi_Minh') AS first_moment,
    toDateTime64(toString({to_day:Date} + 1), 3, 'Asia/Ho_Chi_Minh') AS end_moment
SELECT
    rule,
    argMax(episodes_of.name_vi, fired_at) AS name_vi,
    argMax(episodes_of.name_en, fired_at) AS name_en,
    severity,
    count() AS episodes,
    countIf(resolved_at IS NULL) AS still_open,
    countIf(ending = 'cleared') AS cleared,
    quantileExactOrNullIf(0.5)(dateDiff('second', fired_at, assumeNotNull(resolved_at)), ending = 'cleared') AS median_seconds,
    quantileExactOrNullIf(0.95)(dateDiff('second', fired_at, assumeNotNull(resolved_at)), ending = 'cleared') AS p95_seconds
FROM alert_episode AS episodes_of
WHERE fired_at >= first_moment
    AND fired_at < end_moment
    AND ({province:String} = '' OR province = {province:String})
GROUP BY
    rule,
    severity
ORDER BY
    rule,
    severity;
