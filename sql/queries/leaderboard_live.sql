-- What happened in each commune in the last minutes. Flows only: nothing here says how an office performs.
--
-- Parameters
--   province  String         two digits, or '' for the whole country
--   now       DateTime64(3)  instant (UTC)
--   minutes   UInt32         how many whole minutes before now, and the minute that is running
-- Rows: one per unit of the roster that is valid today, the busiest first.
--   commune_code, name, kind
--   events                   service-request, payment and document events, without those taken back
--   registered, registered_online, done_on_time, done_late   service-request events
--   payments                 succeeded payments
--   payments_cashless        of these not in cash
--   cashless_share           payments_cashless / payments, null without a payment
--   documents_arrived, documents_done   document events
WITH
    units AS
    (
        SELECT code, name, kind
        FROM roster_unit
        WHERE ({province:String} = '' OR province_code = {province:String})
            AND valid_from <= toDate({now:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh')
            AND valid_to > toDate({now:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh')
    ),
    toStartOfMinute(toDateTime({now:DateTime64(3, 'UTC')}, 'UTC')) - INTERVAL {minutes:UInt32} MINUTE AS since,
    requests AS
    (
        SELECT
            commune_code,
            sum(counted - retracted) AS events,
            sum(registered) AS registered,
            sum(registered_online) AS registered_online,
            sum(done_on_time) AS done_on_time,
            sum(done_late) AS done_late
        FROM service_request_minute_current AS flow
        WHERE window_start >= since AND window_start <= {now:DateTime64(3, 'UTC')}
            AND commune_code IN (SELECT code FROM units)
        GROUP BY commune_code
    ),
    payments AS
    (
        SELECT
            commune_code,
            sum(counted - retracted) AS events,
            sum(succeeded) AS payments,
            sum(succeeded - succeeded_cash) AS payments_cashless
        FROM payment_minute_current AS flow
        WHERE window_start >= since AND window_start <= {now:DateTime64(3, 'UTC')}
            AND commune_code IN (SELECT code FROM units)
        GROUP BY commune_code
    ),
    documents AS
    (
        SELECT
            commune_code,
            sum(counted - retracted) AS events,
            sum(arrived) AS documents_arrived,
            sum(done) AS documents_done
        FROM document_minute_current AS flow
        WHERE window_start >= since AND window_start <= {now:DateTime64(3, 'UTC')}
            AND commune_code IN (SELECT code FROM units)
        GROUP BY commune_code
    )
SELECT
    code AS commune_code,
    name,
    kind,
    requests.events + payments.events + documents.events AS events,
    registered,
    registered_online,
    done_on_time,
    done_late,
    payments.payments AS payments,
    payments_cashless,
    if(payments.payments = 0, NULL, payments_cashless / payments.payments) AS cashless_share,
    documents_arrived,
    documents_done
FROM units
LEFT JOIN requests ON requests.commune_code = units.code
LEFT JOIN payments ON payments.commune_code = units.code
LEFT JOIN documents ON documents.commune_code = units.code
ORDER BY events DESC, commune_code
