-- The days of one commune: what the dossiers received on each day have come to.
--
-- Parameters
--   commune   String  five digits
--   from_day  Date    first local day
--   to_day    Date    the local day after the last one
-- Rows: one per local day with a dossier: day and the metrics of service_request_cohort (docs/counting.md).
SELECT
    * EXCEPT (commune_code, `by.dimension`, `by.code`, `by.received`, `by.done_on_time`, `by.done_late`,
        `by.done_undated`, `by.open`, `by.fee_due`, `by.fee_paid_online`, `by.handled`, `by.handling_working_ms`)
FROM service_request_cohort_current
WHERE commune_code = {commune:String} AND day >= {from_day:Date} AND day < {to_day:Date}
ORDER BY day
