-- The procedures of a day with a fee, and with a fee paid online, as numbers (1.004616 is 1004616): distinct counts over long
-- periods need not look through the breakdown. Computed by the server from the columns of counting.md.
ALTER TABLE service_request_cohort
    ADD COLUMN IF NOT EXISTS procedures_with_fee Array(UInt32) MATERIALIZED arrayMap(
        code -> toUInt32OrZero(replaceOne(code, '.', '')),
        arrayFilter((code, dimension, dossiers) -> dimension = 'procedure' AND dossiers > 0, by.code, by.dimension, by.fee_due)),
    ADD COLUMN IF NOT EXISTS procedures_paid_online Array(UInt32) MATERIALIZED arrayMap(
        code -> toUInt32OrZero(replaceOne(code, '.', '')),
        arrayFilter(
            (code, dimension, dossiers) -> dimension = 'procedure' AND dossiers > 0, by.code, by.dimension, by.fee_paid_online));
