-- Records that came too late, each once.
CREATE OR REPLACE VIEW too_late_current AS
SELECT
    * EXCEPT (inserted_at)
FROM too_late FINAL;
