-- What was told about one commune or province, the latest first; what was open within the days is listed, even if it began before.
--
-- Parameters
--   unit       String         five digits of a commune, or two of a province
--   from_day   Date           first local day
--   to_day     Date           last local day
--   row_limit  UInt32         longest list
-- Rows: one per episode.
--   rule, name_vi, name_en, indicator, severity, rule_version, rule_set_version, episode
--   since, fired_at, resolved_at   instants; resolved_at is null while it is open
--   ending                         cleared, rule-removed, unit-removed; '' while it is open
--   open_seconds                   from fired_at to resolved_at; null while it is open
--   value, n, lower, upper, target, peers_median   the figures when it was fired
--   worst                          the worst value of the episode
--   total_rows                     of all there are, also behind the limit
WITH
    toDateTime64(toString({from_day:Date}), 3, 'Asia/Ho_Chi_Minh') AS first_moment,
    toDateTime64(toString({to_day:Date} + 1), 3, 'Asia/Ho_Chi_Minh') AS end_moment
SELECT
    rule,
    name_vi,
    name_en,
    indicator,
    severity,
    rule_version,
    rule_set_version,
    episode,
    since,
    fired_at,
    resolved_at,
    ending,
    dateDiff('second', fired_at, resolved_at) AS open_seconds,
    value,
    n,
    lower,
    upper,
    target,
    peers_median,
    worst,
    count() OVER () AS total_rows
FROM alert_episode
WHERE unit = {unit:String}
    AND fired_at < end_moment
    AND (resolved_at IS NULL OR resolved_at >= first_moment)
ORDER BY
    fired_at DESC,
    rule
LIMIT {row_limit:UInt32};
