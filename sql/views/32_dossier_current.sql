-- Dossiers on the day they belong to: the valid version of each row, without those that moved to another day.
CREATE OR REPLACE VIEW dossier_current AS
SELECT
    * EXCEPT (version, inserted_at, deleted)
FROM dossier FINAL
WHERE deleted = 0;
