-- The figures that can be declared, as of the latest load.
CREATE OR REPLACE VIEW known_figure AS
SELECT
    id,
    name_vi,
    name_en,
    unit,
    form,
    source
FROM figure FINAL
WHERE loaded = (SELECT max(loaded) FROM figure);
