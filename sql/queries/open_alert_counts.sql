-- How many episodes are open, by whom they are about.
--
-- Parameters
--   province   String  two digits, or '' for the whole country
-- Rows: one per unit with open episodes, in the order of the code.
--   province, unit   five digits of a commune, or two of a province for alerts about the whole of it
--   alerts           its open episodes
SELECT
    province,
    unit,
    count() AS alerts
FROM alert_episode
WHERE resolved_at IS NULL
    AND ({province:String} = '' OR province = {province:String})
GROUP BY province, unit
ORDER BY unit;
