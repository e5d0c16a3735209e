-- A province as a whole over a period: sums over the communes' sums, never means of ratios.
--
-- Parameters
--   province   String          two digits, or '' for the whole country
--   from_day   Date            first local day
--   to_day     Date            the local day after the last one
--   now        DateTime64(3)   instant (UTC): as it stood then
-- Rows: one.
--   communes, communes_with_data   of the roster (any time); with at least one dossier received in the period
--   received, open, overdue, overdue_suspected   dossiers
--   indicators     per indicator of the frame qd-766 that a commune has data for: id, numerator, denominator, rate (null
--                  when the denominator is 0)
--   documents, secret, non_secret, electronic, outgoing, signed_personally, signed_by_organisation, with_due,
--     done_by_due, documents_refused, documents_recalled   of the document cohorts
--   payments, payments_succeeded, payments_failed, payments_reversed, payments_mismatched, amount_vnd, cash, cash_vnd
--     of the payment cohorts
WITH
    requests AS
    (
        SELECT
            count() AS communes,
            countIf(points.received > 0) AS communes_with_data,
            toUInt64(sum(points.received)) AS received,
            toUInt64(sum(points.open)) AS open,
            toUInt64(sum(points.overdue)) AS overdue,
            toUInt64(sum(points.overdue_suspected)) AS overdue_suspected,
            arrayFilter(
                indicator -> indicator.5 > 0,
                arrayMap(
                    (id, numerator, denominator, having) -> (
                        toString(id), greatest(0., numerator), denominator,
                        if(denominator = 0, NULL, greatest(0., numerator) / denominator), having),
                    any(ids),
                    sumForEach(numerators),
                    sumForEach(denominators),
                    sumForEach(arrayMap(lacks -> NOT lacks, missing)))) AS indicators
        FROM {{ view("indicator_points", at="{now:DateTime64(3, 'UTC')}", frame="'qd-766'", catalogue="0", commune="''", indicator="''", step="''") }} AS points
    ),
    units AS
    (
        SELECT code
        FROM roster_unit
        WHERE {province:String} = '' OR province_code = {province:String}
    ),
    documents AS
    (
        SELECT
            sum(documents) AS documents,
            sum(secret) AS secret,
            sum(non_secret) AS non_secret,
            sum(electronic) AS electronic,
            sum(outgoing) AS outgoing,
            sum(signed_personally) AS signed_personally,
            sum(signed_by_organisation) AS signed_by_organisation,
            sum(with_due) AS with_due,
            sum(done_by_due) AS done_by_due,
            sum(refused) AS documents_refused,
            sum(recalled) AS documents_recalled
        FROM document_cohort_current AS cohort
        WHERE day >= {from_day:Date} AND day < {to_day:Date} AND commune_code IN (SELECT code FROM units)
    ),
    payments AS
    (
        SELECT
            sum(payments) AS payments,
            sum(succeeded) AS payments_succeeded,
            sum(failed) AS payments_failed,
            sum(reversed) AS payments_reversed,
            sum(mismatched) AS payments_mismatched,
            sum(amount_vnd) AS amount_vnd,
            sum(cash) AS cash,
            sum(cash_vnd) AS cash_vnd
        FROM payment_cohort_current AS cohort
        WHERE day >= {from_day:Date} AND day < {to_day:Date} AND commune_code IN (SELECT code FROM units)
    )
SELECT
    requests.* EXCEPT (indicators),
    arrayMap(indicator -> (indicator.1, indicator.2, indicator.3, indicator.4), requests.indicators) AS indicators,
    documents.*,
    payments.*
FROM requests
CROSS JOIN documents
CROSS JOIN payments
