-- Silences that concern a province: those that stand first, then those to come, then what is over, the latest first.
--
-- Parameters
--   province   String         two digits, or '' for the whole country
--   now        DateTime64(3)  the moment for which state is told
--   row_limit  UInt32         longest list
-- Rows: one per silence. Those of the notifier's own file are not among them.
--   silence                 its id
--   rule, province, unit    whom it covers: all that are not '' must fit
--   owner, reason           who decided it, and why
--   begins, ends            instants; ends is exclusive
--   ended_by                who ended it before its time; '' when nobody did
--   state                   standing, coming, over
--   total_rows              of all there are, also behind the limit
WITH
    {now:DateTime64(3, 'UTC')} AS moment
SELECT
    silence,
    rule,
    province,
    unit,
    owner,
    reason,
    begins,
    ends,
    ended_by,
    multiIf(ended_by != '' OR ends <= moment, 'over', begins > moment, 'coming', 'standing') AS state,
    count() OVER () AS total_rows
FROM alert_silence_current AS silences
WHERE {province:String} = '' OR silences.province IN ('', {province:String})
ORDER BY
    indexOf(['standing', 'coming', 'over'], state),
    ends DESC,
    silence
LIMIT {row_limit:UInt32};
