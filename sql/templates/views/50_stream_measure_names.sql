-- The measures of the event streams (measures.csv), in the order in which indicator_values holds them.
SELECT
    [
{% for measure in measures %}
        '{{ measure.name }}'{{ loop.last ? "" : "," }}
{% endfor %}
    ] AS names
