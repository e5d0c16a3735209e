-- A year of document exchanges, as sums from which the percentages follow.
--
-- Parameters
--   province  String  two digits, or '' for the whole country
--   year      UInt16  calendar year of the local day on which the exchange began
-- Rows: one.
--   documents, secret, non_secret, electronic, incoming, outgoing
--   signed_personally, signed_by_organisation   of the outgoing
--   with_due, done_by_due, receipt_measured, receipt_delay_ms, refused, recalled
SELECT
    sum(cohort.documents) AS documents,
    sum(cohort.secret) AS secret,
    sum(cohort.non_secret) AS non_secret,
    sum(cohort.electronic) AS electronic,
    sum(cohort.incoming) AS incoming,
    sum(cohort.outgoing) AS outgoing,
    sum(cohort.signed_personally) AS signed_personally,
    sum(cohort.signed_by_organisation) AS signed_by_organisation,
    sum(cohort.with_due) AS with_due,
    sum(cohort.done_by_due) AS done_by_due,
    sum(cohort.receipt_measured) AS receipt_measured,
    sum(cohort.receipt_delay_ms) AS receipt_delay_ms,
    sum(cohort.refused) AS refused,
    sum(cohort.recalled) AS recalled
FROM document_cohort_current AS cohort
WHERE day >= makeDate({year:UInt16}, 1, 1) AND day < makeDate({year:UInt16} + 1, 1, 1)
    AND commune_code IN
    (
        SELECT code
        FROM roster_unit
        WHERE {province:String} = '' OR province_code = {province:String}
    )
