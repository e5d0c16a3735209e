-- The valid version of each row: what began on a local day, per commune.
CREATE OR REPLACE VIEW document_cohort_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM document_cohort FINAL;
