-- The valid version of each row: events per commune and minute.
CREATE OR REPLACE VIEW payment_minute_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM payment_minute FINAL;
