-- The valid version of each row: what began on a local day, per commune.
CREATE OR REPLACE VIEW payment_cohort_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM payment_cohort FINAL;
