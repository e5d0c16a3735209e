-- The measures of service requests, of which commune_measures tells parameters and meaning: per commune and bucket two rows
-- that add up, one of what was counted and one that restates it to the moment.
-- commune_code, bucket; requests: the first of stream_measure_names; with_fee, paid_online: codes of procedures.
{% set of_province = province == "''" ? "" : "AND (" ~ province ~ " = '' OR has(codes, commune_code))" %}
WITH
{% if of_province != "" %}
    {% include "parts/codes_of_province.sql" %} AS codes,
{% endif %}
    least({{ to_day }}, toDate({{ at }}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
{% set bucket = "multiIf(" ~ step ~ " = 'day', day, " ~ step ~ " = 'month', toStartOfMonth(day), " ~ from_day ~ ")" %}
SELECT *
FROM
(
    SELECT
        commune_code,
        {{ bucket }} AS bucket,
        [
{% for measure in requests %}
            {% if measure.isOfCohorts() %}{{ when_needed(measure, "sum(" ~ measure.column ~ ")") }}{% else %}0{% endif %}{{ loop.last ? "" : "," }}
{% endfor %}
        ] AS requests,
        {{ when_source("procedures", "groupUniqArrayArray(procedures_with_fee)", "[]") }} AS with_fee,
        {{ when_source("procedures", "groupUniqArrayArray(procedures_paid_online)", "[]") }} AS paid_online
    FROM service_request_cohort FINAL
    WHERE day >= {{ from_day }} AND day < end_day
        AND ({{ commune }} = '' OR commune_code = {{ commune }})
        {{ of_province }}
    GROUP BY commune_code, bucket
    UNION ALL
    WITH {% include "parts/is_overdue.sql" %} AS is_overdue
    SELECT
        commune_code,
        {{ bucket }} AS bucket,
        [
{% for measure in requests %}
            {% if restated.containsKey(measure.column) %}{{ when_needed(measure, restated[measure.column]) }}{% else %}0{% endif %}{{ loop.last ? "" : "," }}
{% endfor %}
        ] AS requests,
        [] AS with_fee,
        [] AS paid_online
    FROM dossier FINAL
    WHERE day >= {{ from_day }} AND day < end_day
        AND ({{ commune }} = '' OR commune_code = {{ commune }})
        {{ of_province }}
        AND {% include "parts/open_dossiers.sql" %}
{% if needed != "" and indicator != "''" %}
        AND hasAny({{ needed }}, ['service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.overdue', 'service_requests.overdue_suspected'])
{% endif %}
    GROUP BY commune_code, bucket
)
