-- Both ends of every episode, each once.
CREATE OR REPLACE VIEW alert_transition_current AS
SELECT
    * EXCEPT (inserted_at)
FROM alert_transition FINAL;
