-- Every declaration, each once.
CREATE OR REPLACE VIEW declared_figure_current AS
SELECT
    * EXCEPT (inserted_at)
FROM declared_figure FINAL;
