-- Both ends of every episode, each once; board_path: where the board shows it, from the board's address on.
CREATE OR REPLACE VIEW alert_transition_current AS
SELECT
    * EXCEPT (inserted_at),
    concat('?province=', province, if(scope = 'commune', concat('&open=', unit), '')) AS board_path
FROM alert_transition FINAL;
