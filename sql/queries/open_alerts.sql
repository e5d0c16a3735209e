-- Episodes that are open, the most severe and the oldest first.
--
-- Parameters
--   province   String  two digits, or '' for the whole country
--   commune    String  five digits, or '' for all communes, and for the alerts of the province itself
--   row_limit  UInt32  longest list
-- Rows: one per open episode.
--   province, unit, unit_name, scope   whom it is about; scope province: the whole province, such as its feed
--   rule, name_vi, name_en, indicator, severity, rule_version, rule_set_version
--   episode                  its id; the board links it by unit and indicator
--   since, fired_at          when the condition was first seen, and when people were told
--   value, n, lower, upper, target, peers_median   the figures of that moment; null where the rule has none
--   worst                    the worst value until it was told
--   total_critical, total_warning, total_notice, total_rows   of all that are open, also behind the limit, by severity and together
SELECT
    province,
    unit,
    unit_name,
    scope,
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
    value,
    n,
    lower,
    upper,
    target,
    peers_median,
    worst,
    countIf(severity = 'critical') OVER () AS total_critical,
    countIf(severity = 'warning') OVER () AS total_warning,
    countIf(severity = 'notice') OVER () AS total_notice,
    count() OVER () AS total_rows
FROM alert_episode
WHERE resolved_at IS NULL
    AND ({province:String} = '' OR province = {province:String})
    AND ({commune:String} = '' OR unit = {commune:String})
ORDER BY
    indexOf(['critical', 'warning', 'notice'], severity),
    fired_at,
    unit,
    rule
LIMIT {row_limit:UInt32};
