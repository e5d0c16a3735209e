-- Records that break a rule of the contract, each once.
CREATE OR REPLACE VIEW dead_letter_current AS
SELECT
    * EXCEPT (inserted_at)
FROM dead_letter FINAL;
