-- The valid version of each row: what began on a local day, per commune.
CREATE OR REPLACE VIEW service_request_cohort_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM service_request_cohort FINAL;
