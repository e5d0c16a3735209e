-- Every rule file that was published, each once.
CREATE OR REPLACE VIEW alert_rule_set_current AS
SELECT
    * EXCEPT (inserted_at)
FROM alert_rule_set FINAL;
