-- THE measures (docs/scoring.md): sums over what began in a period, per commune, as they stood at a moment. Every commune
-- of the roster has a row for the whole period, also without data.
--
-- Parameters: province (two digits, or '' for all), commune (five digits, or '' for all), from_day and to_day (local days,
-- to_day exclusive), at (instant; days after its local day do not count), step: day or month for a row per day or month with
-- data, '' for one of the whole period.
-- bucket: the day, the first day of the month, or from_day;
-- unit: (province_code, name, kind, former_district) of the unit that is valid on the period's last day, empty texts without,
--   or when step is not '';
-- sums: in the order of stream_measure_names, so sums[indexOf((SELECT names FROM stream_measure_names), 'service_requests.online')];
-- figures: (measure, number) of the declared figures that stand, in each bucket.
--
-- Restated to the moment, from the dossiers' times: the four outcomes and overdue. A dossier whose end is known only to the day
-- has ended on that day. Facts that carry no time (digitised,
-- paid online, satisfied, waiting, supplements, due time ...) are those known now.
-- overdue: open at the moment, not waiting for the citizen, and past due or with two supplement requests or more.
-- Base tables are read here as their _current views read them, because planning is most of what a question costs.
WITH
    units AS
    (
        SELECT
            code,
            maxIf(
                (province_code, name, toString(kind), ifNull(former_district, '')),
                valid_from < {{ to_day }} AND valid_to >= {{ to_day }}) AS unit
        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
        WHERE ({{ province }} = '' OR province_code = {{ province }})
            AND ({{ commune }} = '' OR code = {{ commune }})
        GROUP BY code
    ),
    -- A constant: a subquery at the right of IN is planned again at each of its places.
    {% include "parts/codes_of_province.sql" %} AS codes,
    least({{ to_day }}, toDate({{ at }}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
{% set bucket = "multiIf(" ~ step ~ " = 'day', day, " ~ step ~ " = 'month', toStartOfMonth(day), " ~ from_day ~ ")" %}
{% set scope = "day >= " ~ from_day ~ " AND day < end_day
                AND (" ~ commune ~ " = '' OR commune_code = " ~ commune ~ ")
                AND (" ~ province ~ " = '' OR has(codes, commune_code))" %}
SELECT
    commune_code,
    bucket,
    unit,
    -- service_requests.dissatisfied_scaled
    arrayPushBack(
        counted,
        if(
            {{ sum_of("counted", "service_requests.rated") }} = 0,
            0.,
            {{ sum_of("counted", "service_requests.received") }} * {{ sum_of("counted", "service_requests.dissatisfied") }}
                / {{ sum_of("counted", "service_requests.rated") }})) AS sums,
    figures
FROM
(
    SELECT
        part.commune_code AS commune_code,
        part.bucket AS bucket,
        max(part.unit) AS unit,
        arrayMap(
            number -> toFloat64(number),
            arrayConcat(
                arrayResize(sumForEach(part.numbers), {{ sums.size() }}, 0),
                [toInt64(length(groupUniqArrayArray(part.with_fee))), toInt64(length(groupUniqArrayArray(part.paid_online)))])) AS counted,
        groupArrayArray(part.declared) AS figures
    FROM
    (
        SELECT
            commune_code,
            bucket,
            ('', '', '', '') AS unit,
            requests AS numbers,
            with_fee,
            paid_online,
            CAST([], 'Array(Tuple(String, Float64))') AS declared
        FROM {{ view("request_measures") }}
{% if step == "''" or step == "{step:String}" %}
        UNION ALL
        SELECT code, {{ from_day }}, unit, [], [], [], []
        FROM units
        WHERE {{ step }} = ''
{% endif %}
{% for stream in streams %}
        UNION ALL
        SELECT
            commune_code,
            {{ bucket }} AS bucket,
            ('', '', '', ''),
            arrayConcat(
                arrayWithConstant({{ stream.before }}, 0),
                [
{% for measure in stream.sums %}
                    {{ when_needed(measure, "sum(cohort." ~ measure.column ~ ")") }}{{ loop.last ? "" : "," }}
{% endfor %}
                ]),
            [],
            [],
            []
        FROM {{ stream.table }} AS cohort FINAL
        WHERE {{ scope }}{{ and_source(stream.name) }}
        GROUP BY commune_code, bucket
{% endfor %}
        UNION ALL
        SELECT
            commune_code,
            {{ bucket }} AS bucket,
            ('', '', '', ''),
            -- payments.payers_electricity_cashless
            arrayPushBack(arrayWithConstant({{ sums.size() - 1 }}, 0), toInt64(uniqExact(payer_id))),
            [],
            [],
            []
        FROM payer FINAL
        WHERE {{ scope }}
                AND deleted = 0 AND succeeded AND category = 'electricity' AND method != 'cash'{{ and_source("payers") }}
        GROUP BY commune_code, bucket
        UNION ALL
        SELECT figures_of_units.unit, bucket, ('', '', '', ''), [], [], [], figures
        FROM {{ view("declared_measures") }} AS figures_of_units
        WHERE ({{ commune }} = '' OR figures_of_units.unit = {{ commune }})
                AND ({{ province }} = '' OR has(codes, figures_of_units.unit)){{ and_source("declared") }}
    ) AS part
    GROUP BY commune_code, bucket
)
