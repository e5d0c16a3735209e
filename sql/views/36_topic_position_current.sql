-- How far each partition of each counted topic was read.
CREATE OR REPLACE VIEW topic_position_current AS
SELECT
    * EXCEPT (version, inserted_at)
FROM topic_position FINAL;
