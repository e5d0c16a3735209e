-- Generated from a fresh server by SchemaTest; never edited by hand.

CREATE VIEW cds.alert_episode
(
    `province` LowCardinality(String),
    `unit` LowCardinality(String),
    `rule` LowCardinality(String),
    `indicator` LowCardinality(String),
    `episode` UUID,
    `unit_name` String,
    `scope` String,
    `severity` String,
    `name_vi` String,
    `name_en` String,
    `rule_version` UInt32,
    `rule_set_version` UInt32,
    `since` DateTime64(3, 'UTC'),
    `fired_at` DateTime64(3, 'UTC'),
    `resolved_at` Nullable(DateTime64(3, 'UTC')),
    `ending` String,
    `value` Nullable(Float64),
    `n` Nullable(Int64),
    `lower` Nullable(Float64),
    `upper` Nullable(Float64),
    `target` Nullable(Float64),
    `peers_median` Nullable(Float64),
    `worst` Nullable(Float64),
    `board_path` String
)
AS SELECT
    province,
    unit,
    rule,
    indicator,
    episode,
    tupleElement(fired, 1) AS unit_name,
    tupleElement(fired, 2) AS scope,
    tupleElement(fired, 3) AS severity,
    tupleElement(fired, 4) AS name_vi,
    tupleElement(fired, 5) AS name_en,
    tupleElement(fired, 6) AS rule_version,
    tupleElement(fired, 7) AS rule_set_version,
    since,
    tupleElement(fired, 8) AS fired_at,
    resolved_at,
    ending,
    tupleElement(fired, 9) AS value,
    tupleElement(fired, 10) AS n,
    tupleElement(fired, 11) AS lower,
    tupleElement(fired, 12) AS upper,
    tupleElement(fired, 13) AS target,
    tupleElement(fired, 14) AS peers_median,
    worst,
    board_path
FROM
(
    SELECT
        transition.province AS province,
        transition.unit AS unit,
        transition.rule AS rule,
        transition.indicator AS indicator,
        transition.episode AS episode,
        argMin(tuple(unit_name, scope, severity, name_vi, name_en, rule_version, rule_set_version, at, value, n, lower, upper, target, peers_median), kind) AS fired,
        min(transition.since) AS since,
        maxOrNullIf(at, kind = 'resolved') AS resolved_at,
        maxIf(transition.ending, kind = 'resolved') AS ending,
        tupleElement(argMax(tuple(transition.worst), kind), 1) AS worst,
        any(transition.board_path) AS board_path
    FROM cds.alert_transition_current AS transition
    GROUP BY
        province,
        unit,
        rule,
        indicator,
        episode
);

CREATE TABLE cds.alert_rule_set
(
    `seen_at` DateTime64(3, 'UTC'),
    `version` UInt32,
    `yaml` String,
    `changed_by` String,
    `reason` String,
    `fault` String,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (seen_at, version)
SETTINGS index_granularity = 8192;

CREATE VIEW cds.alert_rule_set_current
(
    `seen_at` DateTime64(3, 'UTC'),
    `version` UInt32,
    `yaml` String,
    `changed_by` String,
    `reason` String,
    `fault` String
)
AS SELECT * EXCEPT inserted_at
FROM cds.alert_rule_set
FINAL;

CREATE TABLE cds.alert_silence
(
    `silence` UUID,
    `seen_at` DateTime64(3, 'UTC'),
    `owner` String,
    `reason` String,
    `begins` DateTime64(3, 'UTC'),
    `ends` DateTime64(3, 'UTC'),
    `rule` LowCardinality(String),
    `province` LowCardinality(String),
    `unit` LowCardinality(String),
    `ended_by` String,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (silence, seen_at, ended_by)
SETTINGS index_granularity = 8192;

CREATE VIEW cds.alert_silence_current
(
    `silence` UUID,
    `seen_at` DateTime64(3, 'UTC'),
    `owner` String,
    `reason` String,
    `begins` DateTime64(3, 'UTC'),
    `ends` DateTime64(3, 'UTC'),
    `rule` LowCardinality(String),
    `province` LowCardinality(String),
    `unit` LowCardinality(String),
    `ended_by` String
)
AS SELECT * EXCEPT inserted_at
FROM cds.alert_silence
ORDER BY
    seen_at DESC,
    ended_by DESC
LIMIT 1 BY silence;

CREATE TABLE cds.alert_transition
(
    `province` LowCardinality(String),
    `unit` LowCardinality(String),
    `rule` LowCardinality(String),
    `indicator` LowCardinality(String),
    `episode` UUID,
    `kind` LowCardinality(String),
    `ending` LowCardinality(String),
    `rule_version` UInt32,
    `rule_set_version` UInt32,
    `name_vi` LowCardinality(String),
    `name_en` LowCardinality(String),
    `unit_name` LowCardinality(String),
    `scope` LowCardinality(String),
    `severity` LowCardinality(String),
    `at` DateTime64(3, 'UTC'),
    `since` DateTime64(3, 'UTC'),
    `value` Nullable(Float64),
    `n` Nullable(Int64),
    `lower` Nullable(Float64),
    `upper` Nullable(Float64),
    `target` Nullable(Float64),
    `peers_median` Nullable(Float64),
    `worst` Nullable(Float64),
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (province, unit, rule, indicator, episode, kind)
SETTINGS index_granularity = 8192;

CREATE VIEW cds.alert_transition_current
(
    `province` LowCardinality(String),
    `unit` LowCardinality(String),
    `rule` LowCardinality(String),
    `indicator` LowCardinality(String),
    `episode` UUID,
    `kind` LowCardinality(String),
    `ending` LowCardinality(String),
    `rule_version` UInt32,
    `rule_set_version` UInt32,
    `name_vi` LowCardinality(String),
    `name_en` LowCardinality(String),
    `unit_name` LowCardinality(String),
    `scope` LowCardinality(String),
    `severity` LowCardinality(String),
    `at` DateTime64(3, 'UTC'),
    `since` DateTime64(3, 'UTC'),
    `value` Nullable(Float64),
    `n` Nullable(Int64),
    `lower` Nullable(Float64),
    `upper` Nullable(Float64),
    `target` Nullable(Float64),
    `peers_median` Nullable(Float64),
    `worst` Nullable(Float64),
    `board_path` String
)
AS SELECT
    * EXCEPT inserted_at,
    concat('?province=', province, if(scope = 'commune', concat('&open=', unit), '')) AS board_path
FROM cds.alert_transition
FINAL;

CREATE TABLE cds.catalogue_frame
(
    `load` UInt32,
    `position` UInt16,
    `id` LowCardinality(String),
    `kind` LowCardinality(String),
    `name_vi` String,
    `name_en` String,
    `source` String,
    `points` Nullable(Float64),
    `classes` Array(Tuple(
        id String,
        floor Float64,
        name_vi String,
        name_en String))
)
ENGINE = MergeTree
ORDER BY (load, position)
SETTINGS index_granularity = 8192;

CREATE TABLE cds.catalogue_group
(
    `load` UInt32,
    `frame` LowCardinality(String),
    `position` UInt16,
    `id` LowCardinality(String),
    `name_vi` String,
    `name_en` String,
    `points` Nullable(Float64),
    `criteria` Nullable(UInt32)
)
ENGINE = MergeTree
ORDER BY (load, frame, position)
SETTINGS index_granularity = 8192;

CREATE VIEW cds.catalogue_in_force
AS SELECT
    *,
    arrayDistinct(arrayConcat(numerator_measures, denominator_measures)) AS measures,
    concat(toString(load), '/', toString(effective_from)) AS formula_version
FROM cds.catalogue_indicator
WHERE ((load = {catalogue:UInt32}) OR (({catalogue:UInt32} = 0) AND (load = (
    SELECT max(load)
    FROM cds.catalogue_load
)))) AND (effective_from < {to_day:Date}) AND (effective_to >= {to_day:Date}) AND (({frame:String} = '') OR arrayExists(place -> startsWith(place, concat({frame:String}, '/')), groups)) AND (({indicator:String} = '') OR (id = {indicator:String}));

CREATE TABLE cds.catalogue_indicator
(
    `load` UInt32,
    `position` UInt16,
    `id` LowCardinality(String),
    `name_vi` String,
    `name_en` String,
    `groups` Array(LowCardinality(String)),
    `unit` LowCardinality(String),
    `input` LowCardinality(String),
    `effective_from` Date,
    `effective_to` Date,
    `numerator_text` String,
    `denominator_text` String,
    `numerator_measures` Array(LowCardinality(String)),
    `numerator_factors` Array(Float64),
    `denominator_measures` Array(LowCardinality(String)),
    `denominator_factors` Array(Float64),
    `target` Nullable(Float64),
    `better` LowCardinality(String),
    `points` Nullable(Float64),
    `zero_denominator` LowCardinality(String),
    `minimum_n` UInt32,
    `source` String,
    `verified` UInt8
)
ENGINE = MergeTree
ORDER BY (load, position, effective_from)
SETTINGS index_granularity = 8192;

CREATE TABLE cds.catalogue_load
(
    `load` UInt32,
    `loaded_at` DateTime64(3, 'UTC'),
    `loaded_by` String,
    `reason` String,
    `sha256` FixedString(64),
    `text` String
)
ENGINE = MergeTree
ORDER BY load
SETTINGS index_granularity = 8192;

CREATE VIEW cds.commune_declarations
AS SELECT
    unit,
    groupArray((figure, numerator, denominator, period, observed_on, document, declared_at, office)) AS figures
FROM
(
    SELECT
        unit_level,
        unit,
        figure,
        period,
        period_from,
        period_to,
        declaration_id,
        numerator,
        denominator,
        observed_on,
        document,
        declared_at,
        office
    FROM cds.declared_figure
    WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
    ORDER BY
        ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
        period_to DESC,
        period_from DESC,
        declared_at DESC,
        toString(declaration_id) DESC
    LIMIT 1 BY
        unit_level,
        unit,
        figure
)
WHERE unit_level = 'commune'
GROUP BY unit;

CREATE VIEW cds.commune_explanation
AS WITH
    splitByChar(',', {communes:String}) AS codes,
    (
        SELECT (groupArray(toString(id)), groupArray(toFloat64(minimum_n)))
        FROM
        (
            SELECT
                *,
                arrayDistinct(arrayConcat(numerator_measures, denominator_measures)) AS measures,
                concat(toString(load), '/', toString(effective_from)) AS formula_version
            FROM cds.catalogue_indicator
            WHERE ((load = {catalogue:UInt32}) OR (({catalogue:UInt32} = 0) AND (load = (
                SELECT max(load)
                FROM cds.catalogue_load
            )))) AND (effective_from < {to_day:Date}) AND (effective_to >= {to_day:Date}) AND (({frame:String} = '') OR arrayExists(place -> startsWith(place, concat({frame:String}, '/')), groups)) AND (('' = '') OR (id = ''))
        )
    ) AS least
SELECT
    commune_code,
    name,
    ids,
    arrayMap((own, lacks) -> if(lacks, NULL, greatest(0., own)), own_numerators, missing) AS numerators,
    arrayMap((own, lacks) -> if(lacks, NULL, own), own_denominators, missing) AS denominators,
    rates,
    wilson,
    worths,
    won,
    met,
    arrayMap((worth, points) -> round(worth - points, 2), worths, won) AS lost,
    arrayMap((n, minimum) -> multiIf(n IS NULL, 'missing', n = 0, 'no_data', n < minimum, 'not_enough_data', ''), denominators, minimums) AS reasons,
    arrayMap((numerator, n, minimum, rate) -> ((numerator + (minimum * rate)) / nullIf(n + minimum, 0)), numerators, denominators, minimums, peers_rates) AS shrunken,
    peers_numerators,
    peers_denominators,
    arrayMap((numerator, n) -> if(n = 0, NULL, numerator / n), peers_numerators, peers_denominators) AS peers_rates,
    figures AS declared,
    as_of
FROM
(
    SELECT
        as_of,
        commune_code,
        name,
        ids,
        missing,
        numerators AS own_numerators,
        denominators AS own_denominators,
        rates,
        wilson,
        worths,
        won,
        met,
        arrayMap(id -> ((least.2)[indexOf(least.1, id)]), ids) AS minimums,
        arrayMap(numerator -> round(greatest(0., numerator), 6), sumForEach(numerators) OVER (PARTITION BY peer_group)) AS peers_numerators,
        sumForEach(denominators) OVER (PARTITION BY peer_group) AS peers_denominators
    FROM
    (
        SELECT
            *,
            if(reason = '', toNullable(toUInt32(rank() OVER (PARTITION BY peer_group, reason ORDER BY score DESC))), NULL) AS rank
        FROM
        (
            SELECT
                *,
                multiIf({peers:String} = 'kind', kind, {peers:String} = 'own-province', province_code, {peers:String} = 'former-district', concat(province_code, '/', former_district), {peers:String} = 'size', ['small', 'medium', 'large'][1 + intDiv(3 * (rank() OVER (ORDER BY n ASC) - 1), count() OVER ())], '') AS peer_group,
                multiIf(score IS NULL, 'no_data', n < {minimum_n:UInt32}, 'not_enough_data', '') AS reason
            FROM
            (
                SELECT
                    * EXCEPT (rules, won_or_0, computable),
                    points_computable / frame_points AS coverage,
                    if((points_computable = 0) OR ((n = 0) AND (rules.kind = 'points')), NULL, round((100 * points) / points_computable, 2)) AS score,
                    (arrayFirst(band -> ifNull(score >= (band.2), 0), rules.classes)).1 AS class,
                    arrayMap((place, reachable) -> (place.1, if(reachable = 0, NULL, round(arraySum(arrayMap((points, id) -> if(id = (place.1), points, 0.), won_or_0, rules.group_ids)), 2)), reachable, place.2), rules.groups, arrayMap(place -> arraySum(arrayMap((worth, id) -> if(id = (place.1), worth, 0.), computable, rules.group_ids)), rules.groups)) AS groups
                FROM
                (
                    SELECT
                        {at:DateTime64(3, 'UTC')} AS as_of,
                        unit.1 AS province_code,
                        commune_code,
                        unit.2 AS name,
                        unit.3 AS kind,
                        unit.4 AS former_district,
                        toUInt64(received) AS n,
                        arrayMap(points -> ifNull(points, 0.), won) AS won_or_0,
                        arrayMap((points, worth) -> if(points IS NULL, 0., ifNull(worth, 0.)), won, worths) AS computable,
                        numerators,
                        denominators,
                        missing,
                        rates,
                        wilson,
                        won,
                        met,
                        toUInt64(open) AS open,
                        toUInt64(overdue) AS overdue,
                        toUInt64(overdue_suspected) AS overdue_suspected,
                        frame_points,
                        ids,
                        worths,
                        rules.targets AS targets,
                        rules.load AS load,
                        rules,
                        arraySum(computable) AS points_computable,
                        if(points_computable = 0, NULL, round(arraySum(won_or_0), 2)) AS points
                    FROM
                    (
                        SELECT
                            commune_code,
                            bucket,
                            unit,
                            received,
                            open,
                            overdue,
                            overdue_suspected,
                            missing,
                            numerators,
                            denominators,
                            rates,
                            arrayMap((rate, n) -> if((rate >= 0) AND (rate <= 1), (((rate + (1.9208 / n)) - (1.96 * sqrt(((rate * (1 - rate)) / n) + (0.9604 / (n * n))))) / (1 + (3.8416 / n)), ((rate + (1.9208 / n)) + (1.96 * sqrt(((rate * (1 - rate)) / n) + (0.9604 / (n * n))))) / (1 + (3.8416 / n))), (NULL, NULL)), rates, denominators) AS wilson,
                            arrayMap((worth, target, better, zero, lacks, rate) -> round(multiIf((worth IS NULL) OR (target IS NULL) OR lacks, NULL, rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL), rules.kind = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)), better = 'lower', worth * if(rate <= target, 1., target / rate), worth * least(1., rate / target)), 2), rules.worths, rules.targets, rules.betters, rules.zero_denominators, missing, rates) AS won,
                            arrayMap((target, better, rate) -> if(better = 'lower', rate <= target, rate >= target), rules.targets, rules.betters, rates) AS met,
                            rules,
                            rules.ids AS ids,
                            rules.worths AS worths,
                            rules.frame_points AS frame_points
                        FROM
                        (
                            SELECT
                                *,
                                arrayMap((numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator), numerators, denominators) AS rates
                            FROM
                            (
                                WITH
                                    (
                                        SELECT groupUniqArrayArray(arrayConcat(sources, rules.measures))
                                        FROM cds.scoring_rule
                                        WHERE (frame = {frame:String}) AND (indicator = '') AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32}))
                                    ) AS needed
                                SELECT
                                    * EXCEPT measures,
                                    arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.numerator_weights, missing) AS numerators,
                                    arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.denominator_weights, missing) AS denominators
                                FROM
                                (
                                    SELECT
                                        * EXCEPT undeclared,
                                        arrayMap((input, used) -> ((input = 'missing') OR (arrayDotProduct(used, undeclared) > 0)), rules.inputs, rules.uses) AS missing
                                    FROM
                                    (
                                        SELECT
                                            commune_code,
                                            bucket,
                                            unit,
                                            rules,
                                            sums[1] AS received,
                                            sums[5] AS open,
                                            sums[28] AS overdue,
                                            sums[29] AS overdue_suspected,
                                            arrayMap((measure, position) -> multiIf(measure = '1', 1., position > 0, sums[position], (figures.2)[indexOf(figures.1, measure)]), rules.measures, positions) AS measures,
                                            arrayMap((measure, position) -> toFloat64((position = 0) AND (measure != '1') AND (NOT has(figures.1, measure))), rules.measures, positions) AS undeclared
                                        FROM
                                        (
                                            WITH
                                                units AS
                                                (
                                                    SELECT
                                                        code,
                                                        maxIf((province_code, name, toString(kind), ifNull(former_district, '')), (valid_from < {to_day:Date}) AND (valid_to >= {to_day:Date})) AS unit
                                                    FROM
                                                    (
                                                        SELECT *
                                                        FROM cds.unit
                                                        FINAL
                                                        ORDER BY loaded DESC
                                                        LIMIT 1
                                                         WITH TIES
                                                    )
                                                    WHERE (({province:String} = '') OR (province_code = {province:String})) AND (('' = '') OR (code = ''))
                                                    GROUP BY code
                                                ),
                                                (
                                                    SELECT groupArray(code)
                                                    FROM
                                                    (
                                                        SELECT *
                                                        FROM cds.unit
                                                        FINAL
                                                        ORDER BY loaded DESC
                                                        LIMIT 1
                                                         WITH TIES
                                                    )
                                                    WHERE province_code = {province:String}
                                                ) AS codes,
                                                least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                                            SELECT
                                                commune_code,
                                                bucket,
                                                unit,
                                                arrayPushBack(counted, if((counted[17]) = 0, 0., ((counted[1]) * (counted[18])) / (counted[17]))) AS sums,
                                                figures
                                            FROM
                                            (
                                                SELECT
                                                    part.commune_code AS commune_code,
                                                    part.bucket AS bucket,
                                                    max(part.unit) AS unit,
                                                    arrayMap(number -> toFloat64(number), arrayConcat(arrayResize(sumForEach(part.numbers), 56, 0), [toInt64(length(groupUniqArrayArray(part.with_fee))), toInt64(length(groupUniqArrayArray(part.paid_online)))])) AS counted,
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
                                                    FROM
                                                    (
                                                        WITH
                                                            (
                                                                SELECT groupArray(code)
                                                                FROM
                                                                (
                                                                    SELECT *
                                                                    FROM cds.unit
                                                                    FINAL
                                                                    ORDER BY loaded DESC
                                                                    LIMIT 1
                                                                     WITH TIES
                                                                )
                                                                WHERE province_code = {province:String}
                                                            ) AS codes,
                                                            least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                                                        SELECT *
                                                        FROM
                                                        (
                                                            SELECT
                                                                commune_code,
                                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                                [sum(received), if(hasAny(needed, ['service_requests.done_on_time']), sum(done_on_time), 0), if(hasAny(needed, ['service_requests.done_late']), sum(done_late), 0), if(hasAny(needed, ['service_requests.done_undated']), sum(done_undated), 0), sum(open), if(hasAny(needed, ['service_requests.open_waiting']), sum(open_waiting), 0), if(hasAny(needed, ['service_requests.online']), sum(online), 0), if(hasAny(needed, ['service_requests.online_electronic_result']), sum(online_electronic_result), 0), if(hasAny(needed, ['service_requests.fee_due']), sum(fee_due), 0), if(hasAny(needed, ['service_requests.fee_paid_online']), sum(fee_paid_online), 0), if(hasAny(needed, ['service_requests.result_due']), sum(result_due), 0), if(hasAny(needed, ['service_requests.result_electronic']), sum(result_electronic), 0), if(hasAny(needed, ['service_requests.digitised']), sum(digitised), 0), if(hasAny(needed, ['service_requests.component_reused']), sum(component_reused), 0), if(hasAny(needed, ['service_requests.personal_store']), sum(personal_store), 0), if(hasAny(needed, ['service_requests.identity_verified']), sum(identity_verified), 0), if(hasAny(needed, ['service_requests.rated', 'service_requests.dissatisfied_scaled']), sum(rated), 0), if(hasAny(needed, ['service_requests.dissatisfied', 'service_requests.dissatisfied_scaled']), sum(dissatisfied), 0), if(hasAny(needed, ['service_requests.synchronised']), sum(synchronised), 0), if(hasAny(needed, ['service_requests.answered_in_time']), sum(answered_in_time), 0), if(hasAny(needed, ['service_requests.multiple_supplements']), sum(multiple_supplements), 0), if(hasAny(needed, ['service_requests.handled']), sum(handled), 0), if(hasAny(needed, ['service_requests.handling_elapsed_ms']), sum(handling_elapsed_ms), 0), if(hasAny(needed, ['service_requests.handling_working_ms']), sum(handling_working_ms), 0), if(hasAny(needed, ['service_requests.suspected_sync_fault']), sum(suspected_sync_fault), 0), if(hasAny(needed, ['service_requests.declined']), sum(declined), 0), if(hasAny(needed, ['service_requests.dossiers']), sum(dossiers), 0), 0, 0, if(hasAny(needed, ['service_requests.answer_by_day']), sum(answer_by_day), 0), if(hasAny(needed, ['service_requests.outside_territory']), sum(outside_territory), 0), if(hasAny(needed, ['service_requests.outside_territory_known']), sum(outside_territory_known), 0)] AS requests,
                                                                if(has(needed, 'procedures'), groupUniqArrayArray(procedures_with_fee), []) AS with_fee,
                                                                if(has(needed, 'procedures'), groupUniqArrayArray(procedures_paid_online), []) AS paid_online
                                                            FROM cds.service_request_cohort
                                                            FINAL
                                                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code))
                                                            GROUP BY
                                                                commune_code,
                                                                bucket
                                                            UNION ALL
                                                            WITH
                                                                (NOT waiting) AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR (supplements >= 2)) AS is_overdue
                                                            SELECT
                                                                commune_code,
                                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                                [0, if(hasAny(needed, ['service_requests.done_on_time']), -toInt64(countIf(outcome = 'on_time')), 0), if(hasAny(needed, ['service_requests.done_late']), -toInt64(countIf(outcome = 'late')), 0), if(hasAny(needed, ['service_requests.done_undated']), -toInt64(countIf(outcome = 'undated')), 0), toInt64(countIf(outcome != 'open')), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, toInt64(countIf(is_overdue)), toInt64(countIf(is_overdue AND suspected_sync_fault)), 0, 0, 0] AS requests,
                                                                [] AS with_fee,
                                                                [] AS paid_online
                                                            FROM cds.dossier
                                                            FINAL
                                                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND (outcome != 'declined') AND ((ended_at IS NULL) OR if(ended_by_day, toDate(ended_at, 'Asia/Ho_Chi_Minh') > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'), ended_at >= {at:DateTime64(3, 'UTC')}))
                                                            GROUP BY
                                                                commune_code,
                                                                bucket
                                                        )
                                                    )
                                                    UNION ALL
                                                    SELECT
                                                        code,
                                                        {from_day:Date},
                                                        unit,
                                                        [],
                                                        [],
                                                        [],
                                                        []
                                                    FROM units
                                                    WHERE '' = ''
                                                    UNION ALL
                                                    SELECT
                                                        commune_code,
                                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                        ('', '', '', ''),
                                                        arrayConcat(arrayWithConstant(32, 0), [sum(cohort.documents), sum(cohort.secret), sum(cohort.non_secret), sum(cohort.electronic), sum(cohort.incoming), sum(cohort.outgoing), sum(cohort.signed_personally), sum(cohort.signed_by_organisation), sum(cohort.with_due), sum(cohort.done_by_due), sum(cohort.receipt_measured), sum(cohort.receipt_delay_ms), sum(cohort.refused), sum(cohort.recalled)]),
                                                        [],
                                                        [],
                                                        []
                                                    FROM cds.document_cohort AS cohort
                                                    FINAL
                                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'documents')
                                                    GROUP BY
                                                        commune_code,
                                                        bucket
                                                    UNION ALL
                                                    SELECT
                                                        commune_code,
                                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                        ('', '', '', ''),
                                                        arrayConcat(arrayWithConstant(46, 0), [sum(cohort.payments), sum(cohort.pending), sum(cohort.succeeded), sum(cohort.failed), sum(cohort.reversed), sum(cohort.mismatched), sum(cohort.amount_vnd), sum(cohort.cash), sum(cohort.cash_vnd)]),
                                                        [],
                                                        [],
                                                        []
                                                    FROM cds.payment_cohort AS cohort
                                                    FINAL
                                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'payments')
                                                    GROUP BY
                                                        commune_code,
                                                        bucket
                                                    UNION ALL
                                                    SELECT
                                                        commune_code,
                                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                        ('', '', '', ''),
                                                        arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
                                                        [],
                                                        [],
                                                        []
                                                    FROM cds.payer
                                                    FINAL
                                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND succeeded AND (category = 'electricity') AND (method != 'cash') AND has(needed, 'payers')
                                                    GROUP BY
                                                        commune_code,
                                                        bucket
                                                    UNION ALL
                                                    SELECT
                                                        figures_of_units.unit,
                                                        bucket,
                                                        ('', '', '', ''),
                                                        [],
                                                        [],
                                                        [],
                                                        figures
                                                    FROM
                                                    (
                                                        SELECT
                                                            unit,
                                                            arrayJoin(multiIf('' = 'day', arrayMap(i -> ({from_day:Date} + i), range(toUInt32({to_day:Date} - {from_day:Date}))), '' = 'month', arrayMap(i -> (toStartOfMonth({from_day:Date}) + toIntervalMonth(i)), range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))), [{from_day:Date}])) AS bucket,
                                                            figures
                                                        FROM
                                                        (
                                                            SELECT
                                                                unit,
                                                                groupArrayArray(arrayFilter(measure -> isFinite(measure.2), [(concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))), (concat('declared.', figure, '.numerator'), toFloat64(numerator)), (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))])) AS figures
                                                            FROM
                                                            (
                                                                SELECT
                                                                    unit_level,
                                                                    unit,
                                                                    figure,
                                                                    period,
                                                                    period_from,
                                                                    period_to,
                                                                    declaration_id,
                                                                    numerator,
                                                                    denominator,
                                                                    observed_on,
                                                                    document,
                                                                    declared_at,
                                                                    office
                                                                FROM cds.declared_figure
                                                                WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
                                                                ORDER BY
                                                                    ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
                                                                    period_to DESC,
                                                                    period_from DESC,
                                                                    declared_at DESC,
                                                                    toString(declaration_id) DESC
                                                                LIMIT 1 BY
                                                                    unit_level,
                                                                    unit,
                                                                    figure
                                                            )
                                                            WHERE unit_level = 'commune'
                                                            GROUP BY unit
                                                        )
                                                    ) AS figures_of_units
                                                    WHERE (('' = '') OR (figures_of_units.unit = '')) AND (({province:String} = '') OR has(codes, figures_of_units.unit)) AND has(needed, 'declared')
                                                ) AS part
                                                GROUP BY
                                                    commune_code,
                                                    bucket
                                            )
                                        ) AS standing
                                        CROSS JOIN
                                        (
                                            SELECT
                                                (argMax(tuple(rules), load)).1 AS rules,
                                                rules.ids AS ids,
                                                arrayMap(measure -> indexOf((
                                                    SELECT names
                                                    FROM
                                                    (
                                                        SELECT ['service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting', 'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due', 'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic', 'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store', 'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied', 'service_requests.synchronised', 'service_requests.answered_in_time', 'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms', 'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined', 'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected', 'service_requests.answer_by_day', 'service_requests.outside_territory', 'service_requests.outside_territory_known', 'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic', 'documents.incoming', 'documents.outgoing', 'documents.signed_personally', 'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due', 'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled', 'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed', 'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd', 'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee', 'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'] AS names
                                                    )
                                                ), measure), rules.measures) AS positions
                                            FROM cds.scoring_rule
                                            WHERE (frame = {frame:String}) AND (indicator = '') AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32})) AND (effective_from < {to_day:Date}) AND (effective_to >= {to_day:Date})
                                        ) AS scoring
                                    )
                                )
                            ) AS own
                        )
                    )
                    WHERE (unit.2) != ''
                )
            )
        )
    )
    QUALIFY ({communes:String} = '') OR has(codes, commune_code)
) AS standing
LEFT JOIN
(
    SELECT
        unit AS declaring_unit,
        figures
    FROM
    (
        SELECT
            unit,
            groupArray((figure, numerator, denominator, period, observed_on, document, declared_at, office)) AS figures
        FROM
        (
            SELECT
                unit_level,
                unit,
                figure,
                period,
                period_from,
                period_to,
                declaration_id,
                numerator,
                denominator,
                observed_on,
                document,
                declared_at,
                office
            FROM cds.declared_figure
            WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
            ORDER BY
                ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
                period_to DESC,
                period_from DESC,
                declared_at DESC,
                toString(declaration_id) DESC
            LIMIT 1 BY
                unit_level,
                unit,
                figure
        )
        WHERE unit_level = 'commune'
        GROUP BY unit
    )
    WHERE ({communes:String} = '') OR has(codes, unit)
) AS declarations ON declarations.declaring_unit = standing.commune_code;

CREATE VIEW cds.commune_measures
AS WITH
    units AS
    (
        SELECT
            code,
            maxIf((province_code, name, toString(kind), ifNull(former_district, '')), (valid_from < {to_day:Date}) AND (valid_to >= {to_day:Date})) AS unit
        FROM
        (
            SELECT *
            FROM cds.unit
            FINAL
            ORDER BY loaded DESC
            LIMIT 1
             WITH TIES
        )
        WHERE (({province:String} = '') OR (province_code = {province:String})) AND (({commune:String} = '') OR (code = {commune:String}))
        GROUP BY code
    ),
    (
        SELECT groupArray(code)
        FROM
        (
            SELECT *
            FROM cds.unit
            FINAL
            ORDER BY loaded DESC
            LIMIT 1
             WITH TIES
        )
        WHERE province_code = {province:String}
    ) AS codes,
    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
SELECT
    commune_code,
    bucket,
    unit,
    arrayPushBack(counted, if((counted[17]) = 0, 0., ((counted[1]) * (counted[18])) / (counted[17]))) AS sums,
    figures
FROM
(
    SELECT
        part.commune_code AS commune_code,
        part.bucket AS bucket,
        max(part.unit) AS unit,
        arrayMap(number -> toFloat64(number), arrayConcat(arrayResize(sumForEach(part.numbers), 56, 0), [toInt64(length(groupUniqArrayArray(part.with_fee))), toInt64(length(groupUniqArrayArray(part.paid_online)))])) AS counted,
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
        FROM
        (
            WITH
                (
                    SELECT groupArray(code)
                    FROM
                    (
                        SELECT *
                        FROM cds.unit
                        FINAL
                        ORDER BY loaded DESC
                        LIMIT 1
                         WITH TIES
                    )
                    WHERE province_code = {province:String}
                ) AS codes,
                least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
            SELECT *
            FROM
            (
                SELECT
                    commune_code,
                    multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                    [sum(received), sum(done_on_time), sum(done_late), sum(done_undated), sum(open), sum(open_waiting), sum(online), sum(online_electronic_result), sum(fee_due), sum(fee_paid_online), sum(result_due), sum(result_electronic), sum(digitised), sum(component_reused), sum(personal_store), sum(identity_verified), sum(rated), sum(dissatisfied), sum(synchronised), sum(answered_in_time), sum(multiple_supplements), sum(handled), sum(handling_elapsed_ms), sum(handling_working_ms), sum(suspected_sync_fault), sum(declined), sum(dossiers), 0, 0, sum(answer_by_day), sum(outside_territory), sum(outside_territory_known)] AS requests,
                    groupUniqArrayArray(procedures_with_fee) AS with_fee,
                    groupUniqArrayArray(procedures_paid_online) AS paid_online
                FROM cds.service_request_cohort
                FINAL
                WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code))
                GROUP BY
                    commune_code,
                    bucket
                UNION ALL
                WITH
                    (NOT waiting) AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR (supplements >= 2)) AS is_overdue
                SELECT
                    commune_code,
                    multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                    [0, -toInt64(countIf(outcome = 'on_time')), -toInt64(countIf(outcome = 'late')), -toInt64(countIf(outcome = 'undated')), toInt64(countIf(outcome != 'open')), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, toInt64(countIf(is_overdue)), toInt64(countIf(is_overdue AND suspected_sync_fault)), 0, 0, 0] AS requests,
                    [] AS with_fee,
                    [] AS paid_online
                FROM cds.dossier
                FINAL
                WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND (outcome != 'declined') AND ((ended_at IS NULL) OR if(ended_by_day, toDate(ended_at, 'Asia/Ho_Chi_Minh') > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'), ended_at >= {at:DateTime64(3, 'UTC')}))
                GROUP BY
                    commune_code,
                    bucket
            )
        )
        UNION ALL
        SELECT
            code,
            {from_day:Date},
            unit,
            [],
            [],
            [],
            []
        FROM units
        WHERE {step:String} = ''
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            ('', '', '', ''),
            arrayConcat(arrayWithConstant(32, 0), [sum(cohort.documents), sum(cohort.secret), sum(cohort.non_secret), sum(cohort.electronic), sum(cohort.incoming), sum(cohort.outgoing), sum(cohort.signed_personally), sum(cohort.signed_by_organisation), sum(cohort.with_due), sum(cohort.done_by_due), sum(cohort.receipt_measured), sum(cohort.receipt_delay_ms), sum(cohort.refused), sum(cohort.recalled)]),
            [],
            [],
            []
        FROM cds.document_cohort AS cohort
        FINAL
        WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code))
        GROUP BY
            commune_code,
            bucket
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            ('', '', '', ''),
            arrayConcat(arrayWithConstant(46, 0), [sum(cohort.payments), sum(cohort.pending), sum(cohort.succeeded), sum(cohort.failed), sum(cohort.reversed), sum(cohort.mismatched), sum(cohort.amount_vnd), sum(cohort.cash), sum(cohort.cash_vnd)]),
            [],
            [],
            []
        FROM cds.payment_cohort AS cohort
        FINAL
        WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code))
        GROUP BY
            commune_code,
            bucket
        UNION ALL
        SELECT
            commune_code,
            multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
            ('', '', '', ''),
            arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
            [],
            [],
            []
        FROM cds.payer
        FINAL
        WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND succeeded AND (category = 'electricity') AND (method != 'cash')
        GROUP BY
            commune_code,
            bucket
        UNION ALL
        SELECT
            figures_of_units.unit,
            bucket,
            ('', '', '', ''),
            [],
            [],
            [],
            figures
        FROM
        (
            SELECT
                unit,
                arrayJoin(multiIf({step:String} = 'day', arrayMap(i -> ({from_day:Date} + i), range(toUInt32({to_day:Date} - {from_day:Date}))), {step:String} = 'month', arrayMap(i -> (toStartOfMonth({from_day:Date}) + toIntervalMonth(i)), range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))), [{from_day:Date}])) AS bucket,
                figures
            FROM
            (
                SELECT
                    unit,
                    groupArrayArray(arrayFilter(measure -> isFinite(measure.2), [(concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))), (concat('declared.', figure, '.numerator'), toFloat64(numerator)), (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))])) AS figures
                FROM
                (
                    SELECT
                        unit_level,
                        unit,
                        figure,
                        period,
                        period_from,
                        period_to,
                        declaration_id,
                        numerator,
                        denominator,
                        observed_on,
                        document,
                        declared_at,
                        office
                    FROM cds.declared_figure
                    WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
                    ORDER BY
                        ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
                        period_to DESC,
                        period_from DESC,
                        declared_at DESC,
                        toString(declaration_id) DESC
                    LIMIT 1 BY
                        unit_level,
                        unit,
                        figure
                )
                WHERE unit_level = 'commune'
                GROUP BY unit
            )
        ) AS figures_of_units
        WHERE (({commune:String} = '') OR (figures_of_units.unit = {commune:String})) AND (({province:String} = '') OR has(codes, figures_of_units.unit))
    ) AS part
    GROUP BY
        commune_code,
        bucket
);

CREATE VIEW cds.commune_points
AS SELECT
    * EXCEPT (rules, won_or_0, computable),
    points_computable / frame_points AS coverage,
    if((points_computable = 0) OR ((n = 0) AND (rules.kind = 'points')), NULL, round((100 * points) / points_computable, 2)) AS score,
    (arrayFirst(band -> ifNull(score >= (band.2), 0), rules.classes)).1 AS class,
    arrayMap((place, reachable) -> (place.1, if(reachable = 0, NULL, round(arraySum(arrayMap((points, id) -> if(id = (place.1), points, 0.), won_or_0, rules.group_ids)), 2)), reachable, place.2), rules.groups, arrayMap(place -> arraySum(arrayMap((worth, id) -> if(id = (place.1), worth, 0.), computable, rules.group_ids)), rules.groups)) AS groups
FROM
(
    SELECT
        {at:DateTime64(3, 'UTC')} AS as_of,
        unit.1 AS province_code,
        commune_code,
        unit.2 AS name,
        unit.3 AS kind,
        unit.4 AS former_district,
        toUInt64(received) AS n,
        arrayMap(points -> ifNull(points, 0.), won) AS won_or_0,
        arrayMap((points, worth) -> if(points IS NULL, 0., ifNull(worth, 0.)), won, worths) AS computable,
        numerators,
        denominators,
        missing,
        rates,
        wilson,
        won,
        met,
        toUInt64(open) AS open,
        toUInt64(overdue) AS overdue,
        toUInt64(overdue_suspected) AS overdue_suspected,
        frame_points,
        ids,
        worths,
        rules.targets AS targets,
        rules.load AS load,
        rules,
        arraySum(computable) AS points_computable,
        if(points_computable = 0, NULL, round(arraySum(won_or_0), 2)) AS points
    FROM
    (
        SELECT
            commune_code,
            bucket,
            unit,
            received,
            open,
            overdue,
            overdue_suspected,
            missing,
            numerators,
            denominators,
            rates,
            arrayMap((rate, n) -> if((rate >= 0) AND (rate <= 1), (((rate + (1.9208 / n)) - (1.96 * sqrt(((rate * (1 - rate)) / n) + (0.9604 / (n * n))))) / (1 + (3.8416 / n)), ((rate + (1.9208 / n)) + (1.96 * sqrt(((rate * (1 - rate)) / n) + (0.9604 / (n * n))))) / (1 + (3.8416 / n))), (NULL, NULL)), rates, denominators) AS wilson,
            arrayMap((worth, target, better, zero, lacks, rate) -> round(multiIf((worth IS NULL) OR (target IS NULL) OR lacks, NULL, rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL), rules.kind = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)), better = 'lower', worth * if(rate <= target, 1., target / rate), worth * least(1., rate / target)), 2), rules.worths, rules.targets, rules.betters, rules.zero_denominators, missing, rates) AS won,
            arrayMap((target, better, rate) -> if(better = 'lower', rate <= target, rate >= target), rules.targets, rules.betters, rates) AS met,
            rules,
            rules.ids AS ids,
            rules.worths AS worths,
            rules.frame_points AS frame_points
        FROM
        (
            SELECT
                *,
                arrayMap((numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator), numerators, denominators) AS rates
            FROM
            (
                WITH
                    (
                        SELECT groupUniqArrayArray(arrayConcat(sources, rules.measures))
                        FROM cds.scoring_rule
                        WHERE (frame = {frame:String}) AND (indicator = '') AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32}))
                    ) AS needed
                SELECT
                    * EXCEPT measures,
                    arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.numerator_weights, missing) AS numerators,
                    arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.denominator_weights, missing) AS denominators
                FROM
                (
                    SELECT
                        * EXCEPT undeclared,
                        arrayMap((input, used) -> ((input = 'missing') OR (arrayDotProduct(used, undeclared) > 0)), rules.inputs, rules.uses) AS missing
                    FROM
                    (
                        SELECT
                            commune_code,
                            bucket,
                            unit,
                            rules,
                            sums[1] AS received,
                            sums[5] AS open,
                            sums[28] AS overdue,
                            sums[29] AS overdue_suspected,
                            arrayMap((measure, position) -> multiIf(measure = '1', 1., position > 0, sums[position], (figures.2)[indexOf(figures.1, measure)]), rules.measures, positions) AS measures,
                            arrayMap((measure, position) -> toFloat64((position = 0) AND (measure != '1') AND (NOT has(figures.1, measure))), rules.measures, positions) AS undeclared
                        FROM
                        (
                            WITH
                                units AS
                                (
                                    SELECT
                                        code,
                                        maxIf((province_code, name, toString(kind), ifNull(former_district, '')), (valid_from < {to_day:Date}) AND (valid_to >= {to_day:Date})) AS unit
                                    FROM
                                    (
                                        SELECT *
                                        FROM cds.unit
                                        FINAL
                                        ORDER BY loaded DESC
                                        LIMIT 1
                                         WITH TIES
                                    )
                                    WHERE (({province:String} = '') OR (province_code = {province:String})) AND (('' = '') OR (code = ''))
                                    GROUP BY code
                                ),
                                (
                                    SELECT groupArray(code)
                                    FROM
                                    (
                                        SELECT *
                                        FROM cds.unit
                                        FINAL
                                        ORDER BY loaded DESC
                                        LIMIT 1
                                         WITH TIES
                                    )
                                    WHERE province_code = {province:String}
                                ) AS codes,
                                least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                            SELECT
                                commune_code,
                                bucket,
                                unit,
                                arrayPushBack(counted, if((counted[17]) = 0, 0., ((counted[1]) * (counted[18])) / (counted[17]))) AS sums,
                                figures
                            FROM
                            (
                                SELECT
                                    part.commune_code AS commune_code,
                                    part.bucket AS bucket,
                                    max(part.unit) AS unit,
                                    arrayMap(number -> toFloat64(number), arrayConcat(arrayResize(sumForEach(part.numbers), 56, 0), [toInt64(length(groupUniqArrayArray(part.with_fee))), toInt64(length(groupUniqArrayArray(part.paid_online)))])) AS counted,
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
                                    FROM
                                    (
                                        WITH
                                            (
                                                SELECT groupArray(code)
                                                FROM
                                                (
                                                    SELECT *
                                                    FROM cds.unit
                                                    FINAL
                                                    ORDER BY loaded DESC
                                                    LIMIT 1
                                                     WITH TIES
                                                )
                                                WHERE province_code = {province:String}
                                            ) AS codes,
                                            least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                                        SELECT *
                                        FROM
                                        (
                                            SELECT
                                                commune_code,
                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                [sum(received), if(hasAny(needed, ['service_requests.done_on_time']), sum(done_on_time), 0), if(hasAny(needed, ['service_requests.done_late']), sum(done_late), 0), if(hasAny(needed, ['service_requests.done_undated']), sum(done_undated), 0), sum(open), if(hasAny(needed, ['service_requests.open_waiting']), sum(open_waiting), 0), if(hasAny(needed, ['service_requests.online']), sum(online), 0), if(hasAny(needed, ['service_requests.online_electronic_result']), sum(online_electronic_result), 0), if(hasAny(needed, ['service_requests.fee_due']), sum(fee_due), 0), if(hasAny(needed, ['service_requests.fee_paid_online']), sum(fee_paid_online), 0), if(hasAny(needed, ['service_requests.result_due']), sum(result_due), 0), if(hasAny(needed, ['service_requests.result_electronic']), sum(result_electronic), 0), if(hasAny(needed, ['service_requests.digitised']), sum(digitised), 0), if(hasAny(needed, ['service_requests.component_reused']), sum(component_reused), 0), if(hasAny(needed, ['service_requests.personal_store']), sum(personal_store), 0), if(hasAny(needed, ['service_requests.identity_verified']), sum(identity_verified), 0), if(hasAny(needed, ['service_requests.rated', 'service_requests.dissatisfied_scaled']), sum(rated), 0), if(hasAny(needed, ['service_requests.dissatisfied', 'service_requests.dissatisfied_scaled']), sum(dissatisfied), 0), if(hasAny(needed, ['service_requests.synchronised']), sum(synchronised), 0), if(hasAny(needed, ['service_requests.answered_in_time']), sum(answered_in_time), 0), if(hasAny(needed, ['service_requests.multiple_supplements']), sum(multiple_supplements), 0), if(hasAny(needed, ['service_requests.handled']), sum(handled), 0), if(hasAny(needed, ['service_requests.handling_elapsed_ms']), sum(handling_elapsed_ms), 0), if(hasAny(needed, ['service_requests.handling_working_ms']), sum(handling_working_ms), 0), if(hasAny(needed, ['service_requests.suspected_sync_fault']), sum(suspected_sync_fault), 0), if(hasAny(needed, ['service_requests.declined']), sum(declined), 0), if(hasAny(needed, ['service_requests.dossiers']), sum(dossiers), 0), 0, 0, if(hasAny(needed, ['service_requests.answer_by_day']), sum(answer_by_day), 0), if(hasAny(needed, ['service_requests.outside_territory']), sum(outside_territory), 0), if(hasAny(needed, ['service_requests.outside_territory_known']), sum(outside_territory_known), 0)] AS requests,
                                                if(has(needed, 'procedures'), groupUniqArrayArray(procedures_with_fee), []) AS with_fee,
                                                if(has(needed, 'procedures'), groupUniqArrayArray(procedures_paid_online), []) AS paid_online
                                            FROM cds.service_request_cohort
                                            FINAL
                                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code))
                                            GROUP BY
                                                commune_code,
                                                bucket
                                            UNION ALL
                                            WITH
                                                (NOT waiting) AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR (supplements >= 2)) AS is_overdue
                                            SELECT
                                                commune_code,
                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                [0, if(hasAny(needed, ['service_requests.done_on_time']), -toInt64(countIf(outcome = 'on_time')), 0), if(hasAny(needed, ['service_requests.done_late']), -toInt64(countIf(outcome = 'late')), 0), if(hasAny(needed, ['service_requests.done_undated']), -toInt64(countIf(outcome = 'undated')), 0), toInt64(countIf(outcome != 'open')), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, toInt64(countIf(is_overdue)), toInt64(countIf(is_overdue AND suspected_sync_fault)), 0, 0, 0] AS requests,
                                                [] AS with_fee,
                                                [] AS paid_online
                                            FROM cds.dossier
                                            FINAL
                                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND (outcome != 'declined') AND ((ended_at IS NULL) OR if(ended_by_day, toDate(ended_at, 'Asia/Ho_Chi_Minh') > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'), ended_at >= {at:DateTime64(3, 'UTC')}))
                                            GROUP BY
                                                commune_code,
                                                bucket
                                        )
                                    )
                                    UNION ALL
                                    SELECT
                                        code,
                                        {from_day:Date},
                                        unit,
                                        [],
                                        [],
                                        [],
                                        []
                                    FROM units
                                    WHERE '' = ''
                                    UNION ALL
                                    SELECT
                                        commune_code,
                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                        ('', '', '', ''),
                                        arrayConcat(arrayWithConstant(32, 0), [sum(cohort.documents), sum(cohort.secret), sum(cohort.non_secret), sum(cohort.electronic), sum(cohort.incoming), sum(cohort.outgoing), sum(cohort.signed_personally), sum(cohort.signed_by_organisation), sum(cohort.with_due), sum(cohort.done_by_due), sum(cohort.receipt_measured), sum(cohort.receipt_delay_ms), sum(cohort.refused), sum(cohort.recalled)]),
                                        [],
                                        [],
                                        []
                                    FROM cds.document_cohort AS cohort
                                    FINAL
                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'documents')
                                    GROUP BY
                                        commune_code,
                                        bucket
                                    UNION ALL
                                    SELECT
                                        commune_code,
                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                        ('', '', '', ''),
                                        arrayConcat(arrayWithConstant(46, 0), [sum(cohort.payments), sum(cohort.pending), sum(cohort.succeeded), sum(cohort.failed), sum(cohort.reversed), sum(cohort.mismatched), sum(cohort.amount_vnd), sum(cohort.cash), sum(cohort.cash_vnd)]),
                                        [],
                                        [],
                                        []
                                    FROM cds.payment_cohort AS cohort
                                    FINAL
                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'payments')
                                    GROUP BY
                                        commune_code,
                                        bucket
                                    UNION ALL
                                    SELECT
                                        commune_code,
                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                        ('', '', '', ''),
                                        arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
                                        [],
                                        [],
                                        []
                                    FROM cds.payer
                                    FINAL
                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND succeeded AND (category = 'electricity') AND (method != 'cash') AND has(needed, 'payers')
                                    GROUP BY
                                        commune_code,
                                        bucket
                                    UNION ALL
                                    SELECT
                                        figures_of_units.unit,
                                        bucket,
                                        ('', '', '', ''),
                                        [],
                                        [],
                                        [],
                                        figures
                                    FROM
                                    (
                                        SELECT
                                            unit,
                                            arrayJoin(multiIf('' = 'day', arrayMap(i -> ({from_day:Date} + i), range(toUInt32({to_day:Date} - {from_day:Date}))), '' = 'month', arrayMap(i -> (toStartOfMonth({from_day:Date}) + toIntervalMonth(i)), range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))), [{from_day:Date}])) AS bucket,
                                            figures
                                        FROM
                                        (
                                            SELECT
                                                unit,
                                                groupArrayArray(arrayFilter(measure -> isFinite(measure.2), [(concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))), (concat('declared.', figure, '.numerator'), toFloat64(numerator)), (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))])) AS figures
                                            FROM
                                            (
                                                SELECT
                                                    unit_level,
                                                    unit,
                                                    figure,
                                                    period,
                                                    period_from,
                                                    period_to,
                                                    declaration_id,
                                                    numerator,
                                                    denominator,
                                                    observed_on,
                                                    document,
                                                    declared_at,
                                                    office
                                                FROM cds.declared_figure
                                                WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
                                                ORDER BY
                                                    ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
                                                    period_to DESC,
                                                    period_from DESC,
                                                    declared_at DESC,
                                                    toString(declaration_id) DESC
                                                LIMIT 1 BY
                                                    unit_level,
                                                    unit,
                                                    figure
                                            )
                                            WHERE unit_level = 'commune'
                                            GROUP BY unit
                                        )
                                    ) AS figures_of_units
                                    WHERE (('' = '') OR (figures_of_units.unit = '')) AND (({province:String} = '') OR has(codes, figures_of_units.unit)) AND has(needed, 'declared')
                                ) AS part
                                GROUP BY
                                    commune_code,
                                    bucket
                            )
                        ) AS standing
                        CROSS JOIN
                        (
                            SELECT
                                (argMax(tuple(rules), load)).1 AS rules,
                                rules.ids AS ids,
                                arrayMap(measure -> indexOf((
                                    SELECT names
                                    FROM
                                    (
                                        SELECT ['service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting', 'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due', 'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic', 'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store', 'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied', 'service_requests.synchronised', 'service_requests.answered_in_time', 'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms', 'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined', 'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected', 'service_requests.answer_by_day', 'service_requests.outside_territory', 'service_requests.outside_territory_known', 'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic', 'documents.incoming', 'documents.outgoing', 'documents.signed_personally', 'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due', 'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled', 'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed', 'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd', 'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee', 'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'] AS names
                                    )
                                ), measure), rules.measures) AS positions
                            FROM cds.scoring_rule
                            WHERE (frame = {frame:String}) AND (indicator = '') AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32})) AND (effective_from < {to_day:Date}) AND (effective_to >= {to_day:Date})
                        ) AS scoring
                    )
                )
            ) AS own
        )
    )
    WHERE (unit.2) != ''
);

CREATE VIEW cds.commune_scores
AS SELECT
    *,
    if(reason = '', toNullable(toUInt32(rank() OVER (PARTITION BY peer_group, reason ORDER BY score DESC))), NULL) AS rank
FROM
(
    SELECT
        *,
        multiIf({peers:String} = 'kind', kind, {peers:String} = 'own-province', province_code, {peers:String} = 'former-district', concat(province_code, '/', former_district), {peers:String} = 'size', ['small', 'medium', 'large'][1 + intDiv(3 * (rank() OVER (ORDER BY n ASC) - 1), count() OVER ())], '') AS peer_group,
        multiIf(score IS NULL, 'no_data', n < {minimum_n:UInt32}, 'not_enough_data', '') AS reason
    FROM
    (
        SELECT
            * EXCEPT (rules, won_or_0, computable),
            points_computable / frame_points AS coverage,
            if((points_computable = 0) OR ((n = 0) AND (rules.kind = 'points')), NULL, round((100 * points) / points_computable, 2)) AS score,
            (arrayFirst(band -> ifNull(score >= (band.2), 0), rules.classes)).1 AS class,
            arrayMap((place, reachable) -> (place.1, if(reachable = 0, NULL, round(arraySum(arrayMap((points, id) -> if(id = (place.1), points, 0.), won_or_0, rules.group_ids)), 2)), reachable, place.2), rules.groups, arrayMap(place -> arraySum(arrayMap((worth, id) -> if(id = (place.1), worth, 0.), computable, rules.group_ids)), rules.groups)) AS groups
        FROM
        (
            SELECT
                {at:DateTime64(3, 'UTC')} AS as_of,
                unit.1 AS province_code,
                commune_code,
                unit.2 AS name,
                unit.3 AS kind,
                unit.4 AS former_district,
                toUInt64(received) AS n,
                arrayMap(points -> ifNull(points, 0.), won) AS won_or_0,
                arrayMap((points, worth) -> if(points IS NULL, 0., ifNull(worth, 0.)), won, worths) AS computable,
                numerators,
                denominators,
                missing,
                rates,
                wilson,
                won,
                met,
                toUInt64(open) AS open,
                toUInt64(overdue) AS overdue,
                toUInt64(overdue_suspected) AS overdue_suspected,
                frame_points,
                ids,
                worths,
                rules.targets AS targets,
                rules.load AS load,
                rules,
                arraySum(computable) AS points_computable,
                if(points_computable = 0, NULL, round(arraySum(won_or_0), 2)) AS points
            FROM
            (
                SELECT
                    commune_code,
                    bucket,
                    unit,
                    received,
                    open,
                    overdue,
                    overdue_suspected,
                    missing,
                    numerators,
                    denominators,
                    rates,
                    arrayMap((rate, n) -> if((rate >= 0) AND (rate <= 1), (((rate + (1.9208 / n)) - (1.96 * sqrt(((rate * (1 - rate)) / n) + (0.9604 / (n * n))))) / (1 + (3.8416 / n)), ((rate + (1.9208 / n)) + (1.96 * sqrt(((rate * (1 - rate)) / n) + (0.9604 / (n * n))))) / (1 + (3.8416 / n))), (NULL, NULL)), rates, denominators) AS wilson,
                    arrayMap((worth, target, better, zero, lacks, rate) -> round(multiIf((worth IS NULL) OR (target IS NULL) OR lacks, NULL, rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL), rules.kind = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)), better = 'lower', worth * if(rate <= target, 1., target / rate), worth * least(1., rate / target)), 2), rules.worths, rules.targets, rules.betters, rules.zero_denominators, missing, rates) AS won,
                    arrayMap((target, better, rate) -> if(better = 'lower', rate <= target, rate >= target), rules.targets, rules.betters, rates) AS met,
                    rules,
                    rules.ids AS ids,
                    rules.worths AS worths,
                    rules.frame_points AS frame_points
                FROM
                (
                    SELECT
                        *,
                        arrayMap((numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator), numerators, denominators) AS rates
                    FROM
                    (
                        WITH
                            (
                                SELECT groupUniqArrayArray(arrayConcat(sources, rules.measures))
                                FROM cds.scoring_rule
                                WHERE (frame = {frame:String}) AND (indicator = '') AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32}))
                            ) AS needed
                        SELECT
                            * EXCEPT measures,
                            arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.numerator_weights, missing) AS numerators,
                            arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.denominator_weights, missing) AS denominators
                        FROM
                        (
                            SELECT
                                * EXCEPT undeclared,
                                arrayMap((input, used) -> ((input = 'missing') OR (arrayDotProduct(used, undeclared) > 0)), rules.inputs, rules.uses) AS missing
                            FROM
                            (
                                SELECT
                                    commune_code,
                                    bucket,
                                    unit,
                                    rules,
                                    sums[1] AS received,
                                    sums[5] AS open,
                                    sums[28] AS overdue,
                                    sums[29] AS overdue_suspected,
                                    arrayMap((measure, position) -> multiIf(measure = '1', 1., position > 0, sums[position], (figures.2)[indexOf(figures.1, measure)]), rules.measures, positions) AS measures,
                                    arrayMap((measure, position) -> toFloat64((position = 0) AND (measure != '1') AND (NOT has(figures.1, measure))), rules.measures, positions) AS undeclared
                                FROM
                                (
                                    WITH
                                        units AS
                                        (
                                            SELECT
                                                code,
                                                maxIf((province_code, name, toString(kind), ifNull(former_district, '')), (valid_from < {to_day:Date}) AND (valid_to >= {to_day:Date})) AS unit
                                            FROM
                                            (
                                                SELECT *
                                                FROM cds.unit
                                                FINAL
                                                ORDER BY loaded DESC
                                                LIMIT 1
                                                 WITH TIES
                                            )
                                            WHERE (({province:String} = '') OR (province_code = {province:String})) AND (('' = '') OR (code = ''))
                                            GROUP BY code
                                        ),
                                        (
                                            SELECT groupArray(code)
                                            FROM
                                            (
                                                SELECT *
                                                FROM cds.unit
                                                FINAL
                                                ORDER BY loaded DESC
                                                LIMIT 1
                                                 WITH TIES
                                            )
                                            WHERE province_code = {province:String}
                                        ) AS codes,
                                        least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                                    SELECT
                                        commune_code,
                                        bucket,
                                        unit,
                                        arrayPushBack(counted, if((counted[17]) = 0, 0., ((counted[1]) * (counted[18])) / (counted[17]))) AS sums,
                                        figures
                                    FROM
                                    (
                                        SELECT
                                            part.commune_code AS commune_code,
                                            part.bucket AS bucket,
                                            max(part.unit) AS unit,
                                            arrayMap(number -> toFloat64(number), arrayConcat(arrayResize(sumForEach(part.numbers), 56, 0), [toInt64(length(groupUniqArrayArray(part.with_fee))), toInt64(length(groupUniqArrayArray(part.paid_online)))])) AS counted,
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
                                            FROM
                                            (
                                                WITH
                                                    (
                                                        SELECT groupArray(code)
                                                        FROM
                                                        (
                                                            SELECT *
                                                            FROM cds.unit
                                                            FINAL
                                                            ORDER BY loaded DESC
                                                            LIMIT 1
                                                             WITH TIES
                                                        )
                                                        WHERE province_code = {province:String}
                                                    ) AS codes,
                                                    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                                                SELECT *
                                                FROM
                                                (
                                                    SELECT
                                                        commune_code,
                                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                        [sum(received), if(hasAny(needed, ['service_requests.done_on_time']), sum(done_on_time), 0), if(hasAny(needed, ['service_requests.done_late']), sum(done_late), 0), if(hasAny(needed, ['service_requests.done_undated']), sum(done_undated), 0), sum(open), if(hasAny(needed, ['service_requests.open_waiting']), sum(open_waiting), 0), if(hasAny(needed, ['service_requests.online']), sum(online), 0), if(hasAny(needed, ['service_requests.online_electronic_result']), sum(online_electronic_result), 0), if(hasAny(needed, ['service_requests.fee_due']), sum(fee_due), 0), if(hasAny(needed, ['service_requests.fee_paid_online']), sum(fee_paid_online), 0), if(hasAny(needed, ['service_requests.result_due']), sum(result_due), 0), if(hasAny(needed, ['service_requests.result_electronic']), sum(result_electronic), 0), if(hasAny(needed, ['service_requests.digitised']), sum(digitised), 0), if(hasAny(needed, ['service_requests.component_reused']), sum(component_reused), 0), if(hasAny(needed, ['service_requests.personal_store']), sum(personal_store), 0), if(hasAny(needed, ['service_requests.identity_verified']), sum(identity_verified), 0), if(hasAny(needed, ['service_requests.rated', 'service_requests.dissatisfied_scaled']), sum(rated), 0), if(hasAny(needed, ['service_requests.dissatisfied', 'service_requests.dissatisfied_scaled']), sum(dissatisfied), 0), if(hasAny(needed, ['service_requests.synchronised']), sum(synchronised), 0), if(hasAny(needed, ['service_requests.answered_in_time']), sum(answered_in_time), 0), if(hasAny(needed, ['service_requests.multiple_supplements']), sum(multiple_supplements), 0), if(hasAny(needed, ['service_requests.handled']), sum(handled), 0), if(hasAny(needed, ['service_requests.handling_elapsed_ms']), sum(handling_elapsed_ms), 0), if(hasAny(needed, ['service_requests.handling_working_ms']), sum(handling_working_ms), 0), if(hasAny(needed, ['service_requests.suspected_sync_fault']), sum(suspected_sync_fault), 0), if(hasAny(needed, ['service_requests.declined']), sum(declined), 0), if(hasAny(needed, ['service_requests.dossiers']), sum(dossiers), 0), 0, 0, if(hasAny(needed, ['service_requests.answer_by_day']), sum(answer_by_day), 0), if(hasAny(needed, ['service_requests.outside_territory']), sum(outside_territory), 0), if(hasAny(needed, ['service_requests.outside_territory_known']), sum(outside_territory_known), 0)] AS requests,
                                                        if(has(needed, 'procedures'), groupUniqArrayArray(procedures_with_fee), []) AS with_fee,
                                                        if(has(needed, 'procedures'), groupUniqArrayArray(procedures_paid_online), []) AS paid_online
                                                    FROM cds.service_request_cohort
                                                    FINAL
                                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code))
                                                    GROUP BY
                                                        commune_code,
                                                        bucket
                                                    UNION ALL
                                                    WITH
                                                        (NOT waiting) AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR (supplements >= 2)) AS is_overdue
                                                    SELECT
                                                        commune_code,
                                                        multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                        [0, if(hasAny(needed, ['service_requests.done_on_time']), -toInt64(countIf(outcome = 'on_time')), 0), if(hasAny(needed, ['service_requests.done_late']), -toInt64(countIf(outcome = 'late')), 0), if(hasAny(needed, ['service_requests.done_undated']), -toInt64(countIf(outcome = 'undated')), 0), toInt64(countIf(outcome != 'open')), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, toInt64(countIf(is_overdue)), toInt64(countIf(is_overdue AND suspected_sync_fault)), 0, 0, 0] AS requests,
                                                        [] AS with_fee,
                                                        [] AS paid_online
                                                    FROM cds.dossier
                                                    FINAL
                                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND (outcome != 'declined') AND ((ended_at IS NULL) OR if(ended_by_day, toDate(ended_at, 'Asia/Ho_Chi_Minh') > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'), ended_at >= {at:DateTime64(3, 'UTC')}))
                                                    GROUP BY
                                                        commune_code,
                                                        bucket
                                                )
                                            )
                                            UNION ALL
                                            SELECT
                                                code,
                                                {from_day:Date},
                                                unit,
                                                [],
                                                [],
                                                [],
                                                []
                                            FROM units
                                            WHERE '' = ''
                                            UNION ALL
                                            SELECT
                                                commune_code,
                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                ('', '', '', ''),
                                                arrayConcat(arrayWithConstant(32, 0), [sum(cohort.documents), sum(cohort.secret), sum(cohort.non_secret), sum(cohort.electronic), sum(cohort.incoming), sum(cohort.outgoing), sum(cohort.signed_personally), sum(cohort.signed_by_organisation), sum(cohort.with_due), sum(cohort.done_by_due), sum(cohort.receipt_measured), sum(cohort.receipt_delay_ms), sum(cohort.refused), sum(cohort.recalled)]),
                                                [],
                                                [],
                                                []
                                            FROM cds.document_cohort AS cohort
                                            FINAL
                                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'documents')
                                            GROUP BY
                                                commune_code,
                                                bucket
                                            UNION ALL
                                            SELECT
                                                commune_code,
                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                ('', '', '', ''),
                                                arrayConcat(arrayWithConstant(46, 0), [sum(cohort.payments), sum(cohort.pending), sum(cohort.succeeded), sum(cohort.failed), sum(cohort.reversed), sum(cohort.mismatched), sum(cohort.amount_vnd), sum(cohort.cash), sum(cohort.cash_vnd)]),
                                                [],
                                                [],
                                                []
                                            FROM cds.payment_cohort AS cohort
                                            FINAL
                                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'payments')
                                            GROUP BY
                                                commune_code,
                                                bucket
                                            UNION ALL
                                            SELECT
                                                commune_code,
                                                multiIf('' = 'day', day, '' = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                                ('', '', '', ''),
                                                arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
                                                [],
                                                [],
                                                []
                                            FROM cds.payer
                                            FINAL
                                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (('' = '') OR (commune_code = '')) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND succeeded AND (category = 'electricity') AND (method != 'cash') AND has(needed, 'payers')
                                            GROUP BY
                                                commune_code,
                                                bucket
                                            UNION ALL
                                            SELECT
                                                figures_of_units.unit,
                                                bucket,
                                                ('', '', '', ''),
                                                [],
                                                [],
                                                [],
                                                figures
                                            FROM
                                            (
                                                SELECT
                                                    unit,
                                                    arrayJoin(multiIf('' = 'day', arrayMap(i -> ({from_day:Date} + i), range(toUInt32({to_day:Date} - {from_day:Date}))), '' = 'month', arrayMap(i -> (toStartOfMonth({from_day:Date}) + toIntervalMonth(i)), range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))), [{from_day:Date}])) AS bucket,
                                                    figures
                                                FROM
                                                (
                                                    SELECT
                                                        unit,
                                                        groupArrayArray(arrayFilter(measure -> isFinite(measure.2), [(concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))), (concat('declared.', figure, '.numerator'), toFloat64(numerator)), (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))])) AS figures
                                                    FROM
                                                    (
                                                        SELECT
                                                            unit_level,
                                                            unit,
                                                            figure,
                                                            period,
                                                            period_from,
                                                            period_to,
                                                            declaration_id,
                                                            numerator,
                                                            denominator,
                                                            observed_on,
                                                            document,
                                                            declared_at,
                                                            office
                                                        FROM cds.declared_figure
                                                        WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
                                                        ORDER BY
                                                            ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
                                                            period_to DESC,
                                                            period_from DESC,
                                                            declared_at DESC,
                                                            toString(declaration_id) DESC
                                                        LIMIT 1 BY
                                                            unit_level,
                                                            unit,
                                                            figure
                                                    )
                                                    WHERE unit_level = 'commune'
                                                    GROUP BY unit
                                                )
                                            ) AS figures_of_units
                                            WHERE (('' = '') OR (figures_of_units.unit = '')) AND (({province:String} = '') OR has(codes, figures_of_units.unit)) AND has(needed, 'declared')
                                        ) AS part
                                        GROUP BY
                                            commune_code,
                                            bucket
                                    )
                                ) AS standing
                                CROSS JOIN
                                (
                                    SELECT
                                        (argMax(tuple(rules), load)).1 AS rules,
                                        rules.ids AS ids,
                                        arrayMap(measure -> indexOf((
                                            SELECT names
                                            FROM
                                            (
                                                SELECT ['service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting', 'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due', 'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic', 'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store', 'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied', 'service_requests.synchronised', 'service_requests.answered_in_time', 'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms', 'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined', 'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected', 'service_requests.answer_by_day', 'service_requests.outside_territory', 'service_requests.outside_territory_known', 'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic', 'documents.incoming', 'documents.outgoing', 'documents.signed_personally', 'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due', 'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled', 'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed', 'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd', 'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee', 'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'] AS names
                                            )
                                        ), measure), rules.measures) AS positions
                                    FROM cds.scoring_rule
                                    WHERE (frame = {frame:String}) AND (indicator = '') AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32})) AND (effective_from < {to_day:Date}) AND (effective_to >= {to_day:Date})
                                ) AS scoring
                            )
                        )
                    ) AS own
                )
            )
            WHERE (unit.2) != ''
        )
    )
);

CREATE TABLE cds.dead_letter
(
    `topic` LowCardinality(String),
    `partition` Int32,
    `offset` Int64,
    `append_time` DateTime64(3, 'UTC'),
    `job` LowCardinality(String),
    `job_version` LowCardinality(String),
    `code` LowCardinality(String),
    `detail` String,
    `commune_code` LowCardinality(Nullable(String)),
    `event_id` Nullable(UUID),
    `payload` String TTL inserted_at + toIntervalDay(90),
    `size` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
PARTITION BY topic
ORDER BY (topic, partition, offset)
TTL inserted_at + toIntervalYear(10)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.dead_letter_current
(
    `topic` LowCardinality(String),
    `partition` Int32,
    `offset` Int64,
    `append_time` DateTime64(3, 'UTC'),
    `job` LowCardinality(String),
    `job_version` LowCardinality(String),
    `code` LowCardinality(String),
    `detail` String,
    `commune_code` LowCardinality(Nullable(String)),
    `event_id` Nullable(UUID),
    `payload` String,
    `size` Int64
)
AS SELECT * EXCEPT inserted_at
FROM cds.dead_letter
FINAL;

CREATE TABLE cds.declared_figure
(
    `unit_level` LowCardinality(String),
    `unit` String,
    `figure` LowCardinality(String),
    `period` String,
    `period_from` Date,
    `period_to` Date,
    `declaration_id` UUID,
    `numerator` Decimal(18, 4),
    `denominator` Nullable(Decimal(18, 4)),
    `observed_on` Date,
    `document` String,
    `declared_at` DateTime64(3, 'UTC'),
    `office` String,
    `topic` LowCardinality(String),
    `partition` Int32,
    `offset` Int64,
    `append_time` DateTime64(3, 'UTC'),
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (unit_level, unit, figure, period_from, period_to, declaration_id)
SETTINGS index_granularity = 8192;

CREATE VIEW cds.declared_figure_current
(
    `unit_level` LowCardinality(String),
    `unit` String,
    `figure` LowCardinality(String),
    `period` String,
    `period_from` Date,
    `period_to` Date,
    `declaration_id` UUID,
    `numerator` Decimal(18, 4),
    `denominator` Nullable(Decimal(18, 4)),
    `observed_on` Date,
    `document` String,
    `declared_at` DateTime64(3, 'UTC'),
    `office` String,
    `topic` LowCardinality(String),
    `partition` Int32,
    `offset` Int64,
    `append_time` DateTime64(3, 'UTC')
)
AS SELECT * EXCEPT inserted_at
FROM cds.declared_figure
FINAL;

CREATE VIEW cds.declared_figure_restated
AS SELECT
    today.level AS unit_level,
    today.code AS unit,
    stands.figure AS figure,
    stands.period_from AS period_from,
    stands.period_to AS period_to,
    any(stands.period) AS period,
    toDecimal64(if(known.unit = 'yes-no', countIf(stands.numerator = 1), sum(stands.numerator)), 4) AS numerator,
    if(known.unit = 'yes-no', toNullable(toDecimal64(today.units, 4)), sum(stands.denominator)) AS denominator,
    max(stands.observed_on) AS observed_on,
    max(stands.declared_at) AS declared_at,
    arrayStringConcat(arraySort(groupUniqArray(stands.document)), '; ') AS documents,
    arrayStringConcat(arraySort(groupUniqArray(stands.office)), '; ') AS offices,
    today.former_codes AS former_units
FROM declared_figure_standing(at = {at:DateTime64(3, 'UTC')}) AS stands
INNER JOIN
(
    SELECT
        level,
        code,
        former_level,
        former_units.1 AS former_codes,
        toUInt32(length(former_units)) AS units,
        arrayJoin(former_codes) AS former_code
    FROM cds.restatable_unit
) AS today ON (today.former_level = stands.unit_level) AND (today.former_code = stands.unit)
INNER JOIN cds.known_figure AS known ON known.id = stands.figure
WHERE known.unit IN ('count', 'yes-no')
GROUP BY
    today.level,
    today.code,
    today.units,
    today.former_codes,
    known.unit,
    stands.figure,
    stands.period_from,
    stands.period_to
HAVING (known.unit = 'yes-no') OR (count() = today.units);

CREATE VIEW cds.declared_figure_standing
AS SELECT *
FROM cds.declared_figure_current
WHERE declared_at <= {at:DateTime64(3, 'UTC')}
ORDER BY
    declared_at DESC,
    toString(declaration_id) DESC
LIMIT 1 BY
    unit_level,
    unit,
    figure,
    period_from,
    period_to;

CREATE VIEW cds.declared_measures
AS SELECT
    unit,
    arrayJoin(multiIf({step:String} = 'day', arrayMap(i -> ({from_day:Date} + i), range(toUInt32({to_day:Date} - {from_day:Date}))), {step:String} = 'month', arrayMap(i -> (toStartOfMonth({from_day:Date}) + toIntervalMonth(i)), range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))), [{from_day:Date}])) AS bucket,
    figures
FROM
(
    SELECT
        unit,
        groupArrayArray(arrayFilter(measure -> isFinite(measure.2), [(concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))), (concat('declared.', figure, '.numerator'), toFloat64(numerator)), (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))])) AS figures
    FROM
    (
        SELECT
            unit_level,
            unit,
            figure,
            period,
            period_from,
            period_to,
            declaration_id,
            numerator,
            denominator,
            observed_on,
            document,
            declared_at,
            office
        FROM cds.declared_figure
        WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
        ORDER BY
            ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
            period_to DESC,
            period_from DESC,
            declared_at DESC,
            toString(declaration_id) DESC
        LIMIT 1 BY
            unit_level,
            unit,
            figure
    )
    WHERE unit_level = 'commune'
    GROUP BY unit
);

CREATE VIEW cds.declared_standing
AS SELECT
    unit_level,
    unit,
    figure,
    period,
    period_from,
    period_to,
    declaration_id,
    numerator,
    denominator,
    observed_on,
    document,
    declared_at,
    office
FROM cds.declared_figure
WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
ORDER BY
    ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
    period_to DESC,
    period_from DESC,
    declared_at DESC,
    toString(declaration_id) DESC
LIMIT 1 BY
    unit_level,
    unit,
    figure;

CREATE VIEW cds.declared_unit
(
    `level` String,
    `code` String,
    `name` String,
    `province_code` String,
    `district` String
)
AS SELECT
    'commune' AS level,
    code,
    argMax(name, valid_from) AS name,
    argMax(province_code, valid_from) AS province_code,
    '' AS district
FROM cds.roster_unit
GROUP BY code
UNION ALL
SELECT
    level,
    code,
    name,
    province_code,
    if(level = 'former-commune', splitByChar('/', code)[1], '') AS district
FROM cds.roster_former_unit
UNION ALL
SELECT
    'province',
    code,
    name,
    code,
    ''
FROM cds.roster_province
UNION ALL
SELECT
    'country',
    'VN',
    'Việt Nam',
    '',
    '';

CREATE TABLE cds.document_cohort
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `version` UInt64,
    `events` Int64,
    `documents` Int64,
    `secret` Int64,
    `non_secret` Int64,
    `electronic` Int64,
    `incoming` Int64,
    `outgoing` Int64,
    `signed_personally` Int64,
    `signed_by_organisation` Int64,
    `with_due` Int64,
    `done_by_due` Int64,
    `receipt_measured` Int64,
    `receipt_delay_ms` Int64,
    `refused` Int64,
    `recalled` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day)
TTL inserted_at + toIntervalYear(10)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.document_cohort_current
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `events` Int64,
    `documents` Int64,
    `secret` Int64,
    `non_secret` Int64,
    `electronic` Int64,
    `incoming` Int64,
    `outgoing` Int64,
    `signed_personally` Int64,
    `signed_by_organisation` Int64,
    `with_due` Int64,
    `done_by_due` Int64,
    `receipt_measured` Int64,
    `receipt_delay_ms` Int64,
    `refused` Int64,
    `recalled` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.document_cohort
FINAL;

CREATE TABLE cds.document_day
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `arrived` Int64,
    `refused` Int64,
    `received` Int64,
    `assigned` Int64,
    `in_progress` Int64,
    `done` Int64,
    `recalled` Int64,
    `update_accepted` Int64,
    `update_refused` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalYear(10)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.document_day_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `arrived` Int64,
    `refused` Int64,
    `received` Int64,
    `assigned` Int64,
    `in_progress` Int64,
    `done` Int64,
    `recalled` Int64,
    `update_accepted` Int64,
    `update_refused` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `day` Date
)
AS SELECT
    * EXCEPT (version, inserted_at),
    toDate(window_start, 'Asia/Ho_Chi_Minh') AS day
FROM cds.document_day
FINAL;

CREATE TABLE cds.document_hour
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `arrived` Int64,
    `refused` Int64,
    `received` Int64,
    `assigned` Int64,
    `in_progress` Int64,
    `done` Int64,
    `recalled` Int64,
    `update_accepted` Int64,
    `update_refused` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalDay(400)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.document_hour_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `arrived` Int64,
    `refused` Int64,
    `received` Int64,
    `assigned` Int64,
    `in_progress` Int64,
    `done` Int64,
    `recalled` Int64,
    `update_accepted` Int64,
    `update_refused` Int64,
    `retractions` Int64,
    `retracted` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.document_hour
FINAL;

CREATE TABLE cds.document_minute
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `arrived` Int64,
    `refused` Int64,
    `received` Int64,
    `assigned` Int64,
    `in_progress` Int64,
    `done` Int64,
    `recalled` Int64,
    `update_accepted` Int64,
    `update_refused` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalDay(14)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.document_minute_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `arrived` Int64,
    `refused` Int64,
    `received` Int64,
    `assigned` Int64,
    `in_progress` Int64,
    `done` Int64,
    `recalled` Int64,
    `update_accepted` Int64,
    `update_refused` Int64,
    `retractions` Int64,
    `retracted` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.document_minute
FINAL;

CREATE TABLE cds.dossier
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `dossier_code` String,
    `version` UInt64,
    `procedure_code` LowCardinality(String),
    `channel` LowCardinality(String),
    `level` LowCardinality(Nullable(String)),
    `status` LowCardinality(String),
    `outcome` LowCardinality(String),
    `submitted_at` DateTime64(3, 'UTC'),
    `accepted_at` Nullable(DateTime64(3, 'UTC')),
    `due_at` Nullable(DateTime64(3, 'UTC')),
    `ended_at` Nullable(DateTime64(3, 'UTC')),
    `supplements` UInt32,
    `waiting` UInt8,
    `fee_due_vnd` Nullable(Int64),
    `fee_paid_online` UInt8,
    `first_arrival_at` Nullable(DateTime64(3, 'UTC')),
    `last_arrival_at` Nullable(DateTime64(3, 'UTC')),
    `late_arrival` UInt8,
    `suspected_sync_fault` UInt8,
    `deleted` UInt8,
    `submitted_by_day` UInt8,
    `accepted_by_day` UInt8,
    `due_by_day` UInt8,
    `ended_by_day` UInt8,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day, dossier_code)
TTL inserted_at + toIntervalDay(800)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.dossier_current
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `dossier_code` String,
    `procedure_code` LowCardinality(String),
    `channel` LowCardinality(String),
    `level` LowCardinality(Nullable(String)),
    `status` LowCardinality(String),
    `outcome` LowCardinality(String),
    `submitted_at` DateTime64(3, 'UTC'),
    `accepted_at` Nullable(DateTime64(3, 'UTC')),
    `due_at` Nullable(DateTime64(3, 'UTC')),
    `ended_at` Nullable(DateTime64(3, 'UTC')),
    `supplements` UInt32,
    `waiting` UInt8,
    `fee_due_vnd` Nullable(Int64),
    `fee_paid_online` UInt8,
    `first_arrival_at` Nullable(DateTime64(3, 'UTC')),
    `last_arrival_at` Nullable(DateTime64(3, 'UTC')),
    `late_arrival` UInt8,
    `suspected_sync_fault` UInt8,
    `submitted_by_day` UInt8,
    `accepted_by_day` UInt8,
    `due_by_day` UInt8,
    `ended_by_day` UInt8
)
AS SELECT * EXCEPT (version, inserted_at, deleted)
FROM cds.dossier
FINAL
WHERE deleted = 0;

CREATE TABLE cds.figure
(
    `id` String,
    `name_vi` String,
    `name_en` String,
    `unit` LowCardinality(String),
    `form` LowCardinality(String),
    `source` String,
    `loaded` UInt64
)
ENGINE = ReplacingMergeTree(loaded)
ORDER BY id
SETTINGS index_granularity = 8192;

CREATE TABLE cds.former_unit
(
    `level` LowCardinality(String),
    `code` String,
    `name` String,
    `province_code` LowCardinality(String),
    `valid_to` Date,
    `successors` Array(String),
    `loaded` UInt64
)
ENGINE = ReplacingMergeTree(loaded)
ORDER BY (level, code)
SETTINGS index_granularity = 8192;

CREATE VIEW cds.indicator_points
AS SELECT
    commune_code,
    bucket,
    unit,
    received,
    open,
    overdue,
    overdue_suspected,
    missing,
    numerators,
    denominators,
    rates,
    arrayMap((rate, n) -> if((rate >= 0) AND (rate <= 1), (((rate + (1.9208 / n)) - (1.96 * sqrt(((rate * (1 - rate)) / n) + (0.9604 / (n * n))))) / (1 + (3.8416 / n)), ((rate + (1.9208 / n)) + (1.96 * sqrt(((rate * (1 - rate)) / n) + (0.9604 / (n * n))))) / (1 + (3.8416 / n))), (NULL, NULL)), rates, denominators) AS wilson,
    arrayMap((worth, target, better, zero, lacks, rate) -> round(multiIf((worth IS NULL) OR (target IS NULL) OR lacks, NULL, rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL), rules.kind = 'criteria', toFloat64(if(better = 'lower', rate <= target, rate >= target)), better = 'lower', worth * if(rate <= target, 1., target / rate), worth * least(1., rate / target)), 2), rules.worths, rules.targets, rules.betters, rules.zero_denominators, missing, rates) AS won,
    arrayMap((target, better, rate) -> if(better = 'lower', rate <= target, rate >= target), rules.targets, rules.betters, rates) AS met,
    rules,
    rules.ids AS ids,
    rules.worths AS worths,
    rules.frame_points AS frame_points
FROM
(
    SELECT
        * EXCEPT (numerators, denominators, missing),
        if({whole:UInt8} = 1, minForEach(own.missing) OVER (PARTITION BY bucket), own.missing) AS missing,
        if({whole:UInt8} = 1, sumForEach(own.numerators) OVER (PARTITION BY bucket), own.numerators) AS numerators,
        if({whole:UInt8} = 1, sumForEach(own.denominators) OVER (PARTITION BY bucket), own.denominators) AS denominators,
        arrayMap((numerator, denominator) -> if(denominator = 0, NULL, greatest(0., numerator) / denominator), numerators, denominators) AS rates
    FROM
    (
        WITH
            (
                SELECT groupUniqArrayArray(arrayConcat(sources, rules.measures))
                FROM cds.scoring_rule
                WHERE (frame = {frame:String}) AND (indicator = {indicator:String}) AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32}))
            ) AS needed
        SELECT
            * EXCEPT measures,
            arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.numerator_weights, missing) AS numerators,
            arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.denominator_weights, missing) AS denominators
        FROM
        (
            SELECT
                * EXCEPT undeclared,
                arrayMap((input, used) -> ((input = 'missing') OR (arrayDotProduct(used, undeclared) > 0)), rules.inputs, rules.uses) AS missing
            FROM
            (
                SELECT
                    commune_code,
                    bucket,
                    unit,
                    rules,
                    sums[1] AS received,
                    sums[5] AS open,
                    sums[28] AS overdue,
                    sums[29] AS overdue_suspected,
                    arrayMap((measure, position) -> multiIf(measure = '1', 1., position > 0, sums[position], (figures.2)[indexOf(figures.1, measure)]), rules.measures, positions) AS measures,
                    arrayMap((measure, position) -> toFloat64((position = 0) AND (measure != '1') AND (NOT has(figures.1, measure))), rules.measures, positions) AS undeclared
                FROM
                (
                    WITH
                        units AS
                        (
                            SELECT
                                code,
                                maxIf((province_code, name, toString(kind), ifNull(former_district, '')), (valid_from < {to_day:Date}) AND (valid_to >= {to_day:Date})) AS unit
                            FROM
                            (
                                SELECT *
                                FROM cds.unit
                                FINAL
                                ORDER BY loaded DESC
                                LIMIT 1
                                 WITH TIES
                            )
                            WHERE (({province:String} = '') OR (province_code = {province:String})) AND (({commune:String} = '') OR (code = {commune:String}))
                            GROUP BY code
                        ),
                        (
                            SELECT groupArray(code)
                            FROM
                            (
                                SELECT *
                                FROM cds.unit
                                FINAL
                                ORDER BY loaded DESC
                                LIMIT 1
                                 WITH TIES
                            )
                            WHERE province_code = {province:String}
                        ) AS codes,
                        least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                    SELECT
                        commune_code,
                        bucket,
                        unit,
                        arrayPushBack(counted, if((counted[17]) = 0, 0., ((counted[1]) * (counted[18])) / (counted[17]))) AS sums,
                        figures
                    FROM
                    (
                        SELECT
                            part.commune_code AS commune_code,
                            part.bucket AS bucket,
                            max(part.unit) AS unit,
                            arrayMap(number -> toFloat64(number), arrayConcat(arrayResize(sumForEach(part.numbers), 56, 0), [toInt64(length(groupUniqArrayArray(part.with_fee))), toInt64(length(groupUniqArrayArray(part.paid_online)))])) AS counted,
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
                            FROM
                            (
                                WITH
                                    (
                                        SELECT groupArray(code)
                                        FROM
                                        (
                                            SELECT *
                                            FROM cds.unit
                                            FINAL
                                            ORDER BY loaded DESC
                                            LIMIT 1
                                             WITH TIES
                                        )
                                        WHERE province_code = {province:String}
                                    ) AS codes,
                                    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                                SELECT *
                                FROM
                                (
                                    SELECT
                                        commune_code,
                                        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                        [if(hasAny(needed, ['service_requests.received', 'service_requests.dissatisfied_scaled']), sum(received), 0), if(hasAny(needed, ['service_requests.done_on_time']), sum(done_on_time), 0), if(hasAny(needed, ['service_requests.done_late']), sum(done_late), 0), if(hasAny(needed, ['service_requests.done_undated']), sum(done_undated), 0), if(hasAny(needed, ['service_requests.open']), sum(open), 0), if(hasAny(needed, ['service_requests.open_waiting']), sum(open_waiting), 0), if(hasAny(needed, ['service_requests.online']), sum(online), 0), if(hasAny(needed, ['service_requests.online_electronic_result']), sum(online_electronic_result), 0), if(hasAny(needed, ['service_requests.fee_due']), sum(fee_due), 0), if(hasAny(needed, ['service_requests.fee_paid_online']), sum(fee_paid_online), 0), if(hasAny(needed, ['service_requests.result_due']), sum(result_due), 0), if(hasAny(needed, ['service_requests.result_electronic']), sum(result_electronic), 0), if(hasAny(needed, ['service_requests.digitised']), sum(digitised), 0), if(hasAny(needed, ['service_requests.component_reused']), sum(component_reused), 0), if(hasAny(needed, ['service_requests.personal_store']), sum(personal_store), 0), if(hasAny(needed, ['service_requests.identity_verified']), sum(identity_verified), 0), if(hasAny(needed, ['service_requests.rated', 'service_requests.dissatisfied_scaled']), sum(rated), 0), if(hasAny(needed, ['service_requests.dissatisfied', 'service_requests.dissatisfied_scaled']), sum(dissatisfied), 0), if(hasAny(needed, ['service_requests.synchronised']), sum(synchronised), 0), if(hasAny(needed, ['service_requests.answered_in_time']), sum(answered_in_time), 0), if(hasAny(needed, ['service_requests.multiple_supplements']), sum(multiple_supplements), 0), if(hasAny(needed, ['service_requests.handled']), sum(handled), 0), if(hasAny(needed, ['service_requests.handling_elapsed_ms']), sum(handling_elapsed_ms), 0), if(hasAny(needed, ['service_requests.handling_working_ms']), sum(handling_working_ms), 0), if(hasAny(needed, ['service_requests.suspected_sync_fault']), sum(suspected_sync_fault), 0), if(hasAny(needed, ['service_requests.declined']), sum(declined), 0), if(hasAny(needed, ['service_requests.dossiers']), sum(dossiers), 0), 0, 0, if(hasAny(needed, ['service_requests.answer_by_day']), sum(answer_by_day), 0), if(hasAny(needed, ['service_requests.outside_territory']), sum(outside_territory), 0), if(hasAny(needed, ['service_requests.outside_territory_known']), sum(outside_territory_known), 0)] AS requests,
                                        if(has(needed, 'procedures'), groupUniqArrayArray(procedures_with_fee), []) AS with_fee,
                                        if(has(needed, 'procedures'), groupUniqArrayArray(procedures_paid_online), []) AS paid_online
                                    FROM cds.service_request_cohort
                                    FINAL
                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code))
                                    GROUP BY
                                        commune_code,
                                        bucket
                                    UNION ALL
                                    WITH
                                        (NOT waiting) AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR (supplements >= 2)) AS is_overdue
                                    SELECT
                                        commune_code,
                                        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                        [0, if(hasAny(needed, ['service_requests.done_on_time']), -toInt64(countIf(outcome = 'on_time')), 0), if(hasAny(needed, ['service_requests.done_late']), -toInt64(countIf(outcome = 'late')), 0), if(hasAny(needed, ['service_requests.done_undated']), -toInt64(countIf(outcome = 'undated')), 0), if(hasAny(needed, ['service_requests.open']), toInt64(countIf(outcome != 'open')), 0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, if(hasAny(needed, ['service_requests.overdue']), toInt64(countIf(is_overdue)), 0), if(hasAny(needed, ['service_requests.overdue_suspected']), toInt64(countIf(is_overdue AND suspected_sync_fault)), 0), 0, 0, 0] AS requests,
                                        [] AS with_fee,
                                        [] AS paid_online
                                    FROM cds.dossier
                                    FINAL
                                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND (outcome != 'declined') AND ((ended_at IS NULL) OR if(ended_by_day, toDate(ended_at, 'Asia/Ho_Chi_Minh') > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'), ended_at >= {at:DateTime64(3, 'UTC')})) AND hasAny(needed, ['service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.overdue', 'service_requests.overdue_suspected'])
                                    GROUP BY
                                        commune_code,
                                        bucket
                                )
                            )
                            UNION ALL
                            SELECT
                                code,
                                {from_day:Date},
                                unit,
                                [],
                                [],
                                [],
                                []
                            FROM units
                            WHERE {step:String} = ''
                            UNION ALL
                            SELECT
                                commune_code,
                                multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                ('', '', '', ''),
                                arrayConcat(arrayWithConstant(32, 0), [if(hasAny(needed, ['documents.documents']), sum(cohort.documents), 0), if(hasAny(needed, ['documents.secret']), sum(cohort.secret), 0), if(hasAny(needed, ['documents.non_secret']), sum(cohort.non_secret), 0), if(hasAny(needed, ['documents.electronic']), sum(cohort.electronic), 0), if(hasAny(needed, ['documents.incoming']), sum(cohort.incoming), 0), if(hasAny(needed, ['documents.outgoing']), sum(cohort.outgoing), 0), if(hasAny(needed, ['documents.signed_personally']), sum(cohort.signed_personally), 0), if(hasAny(needed, ['documents.signed_by_organisation']), sum(cohort.signed_by_organisation), 0), if(hasAny(needed, ['documents.with_due']), sum(cohort.with_due), 0), if(hasAny(needed, ['documents.done_by_due']), sum(cohort.done_by_due), 0), if(hasAny(needed, ['documents.receipt_measured']), sum(cohort.receipt_measured), 0), if(hasAny(needed, ['documents.receipt_delay_ms']), sum(cohort.receipt_delay_ms), 0), if(hasAny(needed, ['documents.refused']), sum(cohort.refused), 0), if(hasAny(needed, ['documents.recalled']), sum(cohort.recalled), 0)]),
                                [],
                                [],
                                []
                            FROM cds.document_cohort AS cohort
                            FINAL
                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'documents')
                            GROUP BY
                                commune_code,
                                bucket
                            UNION ALL
                            SELECT
                                commune_code,
                                multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                ('', '', '', ''),
                                arrayConcat(arrayWithConstant(46, 0), [if(hasAny(needed, ['payments.payments']), sum(cohort.payments), 0), if(hasAny(needed, ['payments.pending']), sum(cohort.pending), 0), if(hasAny(needed, ['payments.succeeded']), sum(cohort.succeeded), 0), if(hasAny(needed, ['payments.failed']), sum(cohort.failed), 0), if(hasAny(needed, ['payments.reversed']), sum(cohort.reversed), 0), if(hasAny(needed, ['payments.mismatched']), sum(cohort.mismatched), 0), if(hasAny(needed, ['payments.amount_vnd']), sum(cohort.amount_vnd), 0), if(hasAny(needed, ['payments.cash']), sum(cohort.cash), 0), if(hasAny(needed, ['payments.cash_vnd']), sum(cohort.cash_vnd), 0)]),
                                [],
                                [],
                                []
                            FROM cds.payment_cohort AS cohort
                            FINAL
                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'payments')
                            GROUP BY
                                commune_code,
                                bucket
                            UNION ALL
                            SELECT
                                commune_code,
                                multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                ('', '', '', ''),
                                arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
                                [],
                                [],
                                []
                            FROM cds.payer
                            FINAL
                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND succeeded AND (category = 'electricity') AND (method != 'cash') AND has(needed, 'payers')
                            GROUP BY
                                commune_code,
                                bucket
                            UNION ALL
                            SELECT
                                figures_of_units.unit,
                                bucket,
                                ('', '', '', ''),
                                [],
                                [],
                                [],
                                figures
                            FROM
                            (
                                SELECT
                                    unit,
                                    arrayJoin(multiIf({step:String} = 'day', arrayMap(i -> ({from_day:Date} + i), range(toUInt32({to_day:Date} - {from_day:Date}))), {step:String} = 'month', arrayMap(i -> (toStartOfMonth({from_day:Date}) + toIntervalMonth(i)), range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))), [{from_day:Date}])) AS bucket,
                                    figures
                                FROM
                                (
                                    SELECT
                                        unit,
                                        groupArrayArray(arrayFilter(measure -> isFinite(measure.2), [(concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))), (concat('declared.', figure, '.numerator'), toFloat64(numerator)), (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))])) AS figures
                                    FROM
                                    (
                                        SELECT
                                            unit_level,
                                            unit,
                                            figure,
                                            period,
                                            period_from,
                                            period_to,
                                            declaration_id,
                                            numerator,
                                            denominator,
                                            observed_on,
                                            document,
                                            declared_at,
                                            office
                                        FROM cds.declared_figure
                                        WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
                                        ORDER BY
                                            ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
                                            period_to DESC,
                                            period_from DESC,
                                            declared_at DESC,
                                            toString(declaration_id) DESC
                                        LIMIT 1 BY
                                            unit_level,
                                            unit,
                                            figure
                                    )
                                    WHERE unit_level = 'commune'
                                    GROUP BY unit
                                )
                            ) AS figures_of_units
                            WHERE (({commune:String} = '') OR (figures_of_units.unit = {commune:String})) AND (({province:String} = '') OR has(codes, figures_of_units.unit)) AND has(needed, 'declared')
                        ) AS part
                        GROUP BY
                            commune_code,
                            bucket
                    )
                ) AS standing
                CROSS JOIN
                (
                    SELECT
                        (argMax(tuple(rules), load)).1 AS rules,
                        rules.ids AS ids,
                        arrayMap(measure -> indexOf((
                            SELECT names
                            FROM
                            (
                                SELECT ['service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting', 'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due', 'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic', 'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store', 'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied', 'service_requests.synchronised', 'service_requests.answered_in_time', 'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms', 'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined', 'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected', 'service_requests.answer_by_day', 'service_requests.outside_territory', 'service_requests.outside_territory_known', 'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic', 'documents.incoming', 'documents.outgoing', 'documents.signed_personally', 'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due', 'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled', 'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed', 'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd', 'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee', 'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'] AS names
                            )
                        ), measure), rules.measures) AS positions
                    FROM cds.scoring_rule
                    WHERE (frame = {frame:String}) AND (indicator = {indicator:String}) AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32})) AND (effective_from < {to_day:Date}) AND (effective_to >= {to_day:Date})
                ) AS scoring
            )
        )
    ) AS own
);

CREATE VIEW cds.indicator_values
AS WITH
    (
        SELECT groupUniqArrayArray(arrayConcat(sources, rules.measures))
        FROM cds.scoring_rule
        WHERE (frame = {frame:String}) AND (indicator = {indicator:String}) AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32}))
    ) AS needed
SELECT
    * EXCEPT measures,
    arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.numerator_weights, missing) AS numerators,
    arrayMap((weights, lacks) -> if(lacks, 0., arrayDotProduct(weights, measures)), rules.denominator_weights, missing) AS denominators
FROM
(
    SELECT
        * EXCEPT undeclared,
        arrayMap((input, used) -> ((input = 'missing') OR (arrayDotProduct(used, undeclared) > 0)), rules.inputs, rules.uses) AS missing
    FROM
    (
        SELECT
            commune_code,
            bucket,
            unit,
            rules,
            sums[1] AS received,
            sums[5] AS open,
            sums[28] AS overdue,
            sums[29] AS overdue_suspected,
            arrayMap((measure, position) -> multiIf(measure = '1', 1., position > 0, sums[position], (figures.2)[indexOf(figures.1, measure)]), rules.measures, positions) AS measures,
            arrayMap((measure, position) -> toFloat64((position = 0) AND (measure != '1') AND (NOT has(figures.1, measure))), rules.measures, positions) AS undeclared
        FROM
        (
            WITH
                units AS
                (
                    SELECT
                        code,
                        maxIf((province_code, name, toString(kind), ifNull(former_district, '')), (valid_from < {to_day:Date}) AND (valid_to >= {to_day:Date})) AS unit
                    FROM
                    (
                        SELECT *
                        FROM cds.unit
                        FINAL
                        ORDER BY loaded DESC
                        LIMIT 1
                         WITH TIES
                    )
                    WHERE (({province:String} = '') OR (province_code = {province:String})) AND (({commune:String} = '') OR (code = {commune:String}))
                    GROUP BY code
                ),
                (
                    SELECT groupArray(code)
                    FROM
                    (
                        SELECT *
                        FROM cds.unit
                        FINAL
                        ORDER BY loaded DESC
                        LIMIT 1
                         WITH TIES
                    )
                    WHERE province_code = {province:String}
                ) AS codes,
                least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
            SELECT
                commune_code,
                bucket,
                unit,
                arrayPushBack(counted, if((counted[17]) = 0, 0., ((counted[1]) * (counted[18])) / (counted[17]))) AS sums,
                figures
            FROM
            (
                SELECT
                    part.commune_code AS commune_code,
                    part.bucket AS bucket,
                    max(part.unit) AS unit,
                    arrayMap(number -> toFloat64(number), arrayConcat(arrayResize(sumForEach(part.numbers), 56, 0), [toInt64(length(groupUniqArrayArray(part.with_fee))), toInt64(length(groupUniqArrayArray(part.paid_online)))])) AS counted,
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
                    FROM
                    (
                        WITH
                            (
                                SELECT groupArray(code)
                                FROM
                                (
                                    SELECT *
                                    FROM cds.unit
                                    FINAL
                                    ORDER BY loaded DESC
                                    LIMIT 1
                                     WITH TIES
                                )
                                WHERE province_code = {province:String}
                            ) AS codes,
                            least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
                        SELECT *
                        FROM
                        (
                            SELECT
                                commune_code,
                                multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                [if(hasAny(needed, ['service_requests.received', 'service_requests.dissatisfied_scaled']), sum(received), 0), if(hasAny(needed, ['service_requests.done_on_time']), sum(done_on_time), 0), if(hasAny(needed, ['service_requests.done_late']), sum(done_late), 0), if(hasAny(needed, ['service_requests.done_undated']), sum(done_undated), 0), if(hasAny(needed, ['service_requests.open']), sum(open), 0), if(hasAny(needed, ['service_requests.open_waiting']), sum(open_waiting), 0), if(hasAny(needed, ['service_requests.online']), sum(online), 0), if(hasAny(needed, ['service_requests.online_electronic_result']), sum(online_electronic_result), 0), if(hasAny(needed, ['service_requests.fee_due']), sum(fee_due), 0), if(hasAny(needed, ['service_requests.fee_paid_online']), sum(fee_paid_online), 0), if(hasAny(needed, ['service_requests.result_due']), sum(result_due), 0), if(hasAny(needed, ['service_requests.result_electronic']), sum(result_electronic), 0), if(hasAny(needed, ['service_requests.digitised']), sum(digitised), 0), if(hasAny(needed, ['service_requests.component_reused']), sum(component_reused), 0), if(hasAny(needed, ['service_requests.personal_store']), sum(personal_store), 0), if(hasAny(needed, ['service_requests.identity_verified']), sum(identity_verified), 0), if(hasAny(needed, ['service_requests.rated', 'service_requests.dissatisfied_scaled']), sum(rated), 0), if(hasAny(needed, ['service_requests.dissatisfied', 'service_requests.dissatisfied_scaled']), sum(dissatisfied), 0), if(hasAny(needed, ['service_requests.synchronised']), sum(synchronised), 0), if(hasAny(needed, ['service_requests.answered_in_time']), sum(answered_in_time), 0), if(hasAny(needed, ['service_requests.multiple_supplements']), sum(multiple_supplements), 0), if(hasAny(needed, ['service_requests.handled']), sum(handled), 0), if(hasAny(needed, ['service_requests.handling_elapsed_ms']), sum(handling_elapsed_ms), 0), if(hasAny(needed, ['service_requests.handling_working_ms']), sum(handling_working_ms), 0), if(hasAny(needed, ['service_requests.suspected_sync_fault']), sum(suspected_sync_fault), 0), if(hasAny(needed, ['service_requests.declined']), sum(declined), 0), if(hasAny(needed, ['service_requests.dossiers']), sum(dossiers), 0), 0, 0, if(hasAny(needed, ['service_requests.answer_by_day']), sum(answer_by_day), 0), if(hasAny(needed, ['service_requests.outside_territory']), sum(outside_territory), 0), if(hasAny(needed, ['service_requests.outside_territory_known']), sum(outside_territory_known), 0)] AS requests,
                                if(has(needed, 'procedures'), groupUniqArrayArray(procedures_with_fee), []) AS with_fee,
                                if(has(needed, 'procedures'), groupUniqArrayArray(procedures_paid_online), []) AS paid_online
                            FROM cds.service_request_cohort
                            FINAL
                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code))
                            GROUP BY
                                commune_code,
                                bucket
                            UNION ALL
                            WITH
                                (NOT waiting) AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR (supplements >= 2)) AS is_overdue
                            SELECT
                                commune_code,
                                multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                                [0, if(hasAny(needed, ['service_requests.done_on_time']), -toInt64(countIf(outcome = 'on_time')), 0), if(hasAny(needed, ['service_requests.done_late']), -toInt64(countIf(outcome = 'late')), 0), if(hasAny(needed, ['service_requests.done_undated']), -toInt64(countIf(outcome = 'undated')), 0), if(hasAny(needed, ['service_requests.open']), toInt64(countIf(outcome != 'open')), 0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, if(hasAny(needed, ['service_requests.overdue']), toInt64(countIf(is_overdue)), 0), if(hasAny(needed, ['service_requests.overdue_suspected']), toInt64(countIf(is_overdue AND suspected_sync_fault)), 0), 0, 0, 0] AS requests,
                                [] AS with_fee,
                                [] AS paid_online
                            FROM cds.dossier
                            FINAL
                            WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND (outcome != 'declined') AND ((ended_at IS NULL) OR if(ended_by_day, toDate(ended_at, 'Asia/Ho_Chi_Minh') > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'), ended_at >= {at:DateTime64(3, 'UTC')})) AND hasAny(needed, ['service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.overdue', 'service_requests.overdue_suspected'])
                            GROUP BY
                                commune_code,
                                bucket
                        )
                    )
                    UNION ALL
                    SELECT
                        code,
                        {from_day:Date},
                        unit,
                        [],
                        [],
                        [],
                        []
                    FROM units
                    WHERE {step:String} = ''
                    UNION ALL
                    SELECT
                        commune_code,
                        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                        ('', '', '', ''),
                        arrayConcat(arrayWithConstant(32, 0), [if(hasAny(needed, ['documents.documents']), sum(cohort.documents), 0), if(hasAny(needed, ['documents.secret']), sum(cohort.secret), 0), if(hasAny(needed, ['documents.non_secret']), sum(cohort.non_secret), 0), if(hasAny(needed, ['documents.electronic']), sum(cohort.electronic), 0), if(hasAny(needed, ['documents.incoming']), sum(cohort.incoming), 0), if(hasAny(needed, ['documents.outgoing']), sum(cohort.outgoing), 0), if(hasAny(needed, ['documents.signed_personally']), sum(cohort.signed_personally), 0), if(hasAny(needed, ['documents.signed_by_organisation']), sum(cohort.signed_by_organisation), 0), if(hasAny(needed, ['documents.with_due']), sum(cohort.with_due), 0), if(hasAny(needed, ['documents.done_by_due']), sum(cohort.done_by_due), 0), if(hasAny(needed, ['documents.receipt_measured']), sum(cohort.receipt_measured), 0), if(hasAny(needed, ['documents.receipt_delay_ms']), sum(cohort.receipt_delay_ms), 0), if(hasAny(needed, ['documents.refused']), sum(cohort.refused), 0), if(hasAny(needed, ['documents.recalled']), sum(cohort.recalled), 0)]),
                        [],
                        [],
                        []
                    FROM cds.document_cohort AS cohort
                    FINAL
                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'documents')
                    GROUP BY
                        commune_code,
                        bucket
                    UNION ALL
                    SELECT
                        commune_code,
                        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                        ('', '', '', ''),
                        arrayConcat(arrayWithConstant(46, 0), [if(hasAny(needed, ['payments.payments']), sum(cohort.payments), 0), if(hasAny(needed, ['payments.pending']), sum(cohort.pending), 0), if(hasAny(needed, ['payments.succeeded']), sum(cohort.succeeded), 0), if(hasAny(needed, ['payments.failed']), sum(cohort.failed), 0), if(hasAny(needed, ['payments.reversed']), sum(cohort.reversed), 0), if(hasAny(needed, ['payments.mismatched']), sum(cohort.mismatched), 0), if(hasAny(needed, ['payments.amount_vnd']), sum(cohort.amount_vnd), 0), if(hasAny(needed, ['payments.cash']), sum(cohort.cash), 0), if(hasAny(needed, ['payments.cash_vnd']), sum(cohort.cash_vnd), 0)]),
                        [],
                        [],
                        []
                    FROM cds.payment_cohort AS cohort
                    FINAL
                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND has(needed, 'payments')
                    GROUP BY
                        commune_code,
                        bucket
                    UNION ALL
                    SELECT
                        commune_code,
                        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                        ('', '', '', ''),
                        arrayPushBack(arrayWithConstant(55, 0), toInt64(uniqExact(payer_id))),
                        [],
                        [],
                        []
                    FROM cds.payer
                    FINAL
                    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND succeeded AND (category = 'electricity') AND (method != 'cash') AND has(needed, 'payers')
                    GROUP BY
                        commune_code,
                        bucket
                    UNION ALL
                    SELECT
                        figures_of_units.unit,
                        bucket,
                        ('', '', '', ''),
                        [],
                        [],
                        [],
                        figures
                    FROM
                    (
                        SELECT
                            unit,
                            arrayJoin(multiIf({step:String} = 'day', arrayMap(i -> ({from_day:Date} + i), range(toUInt32({to_day:Date} - {from_day:Date}))), {step:String} = 'month', arrayMap(i -> (toStartOfMonth({from_day:Date}) + toIntervalMonth(i)), range(toUInt32(dateDiff('month', {from_day:Date}, {to_day:Date} - 1) + 1))), [{from_day:Date}])) AS bucket,
                            figures
                        FROM
                        (
                            SELECT
                                unit,
                                groupArrayArray(arrayFilter(measure -> isFinite(measure.2), [(concat('declared.', figure), toFloat64(numerator) / toFloat64(ifNull(denominator, 1))), (concat('declared.', figure, '.numerator'), toFloat64(numerator)), (concat('declared.', figure, '.denominator'), ifNull(toFloat64(denominator), nan))])) AS figures
                            FROM
                            (
                                SELECT
                                    unit_level,
                                    unit,
                                    figure,
                                    period,
                                    period_from,
                                    period_to,
                                    declaration_id,
                                    numerator,
                                    denominator,
                                    observed_on,
                                    document,
                                    declared_at,
                                    office
                                FROM cds.declared_figure
                                WHERE (declared_at <= {at:DateTime64(3, 'UTC')}) AND (((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) OR ((period_to <= {to_day:Date}) AND (period_from >= (({to_day:Date} - 1) - toIntervalYear(2)))))
                                ORDER BY
                                    ((period_from = {from_day:Date}) AND (period_to = {to_day:Date})) DESC,
                                    period_to DESC,
                                    period_from DESC,
                                    declared_at DESC,
                                    toString(declaration_id) DESC
                                LIMIT 1 BY
                                    unit_level,
                                    unit,
                                    figure
                            )
                            WHERE unit_level = 'commune'
                            GROUP BY unit
                        )
                    ) AS figures_of_units
                    WHERE (({commune:String} = '') OR (figures_of_units.unit = {commune:String})) AND (({province:String} = '') OR has(codes, figures_of_units.unit)) AND has(needed, 'declared')
                ) AS part
                GROUP BY
                    commune_code,
                    bucket
            )
        ) AS standing
        CROSS JOIN
        (
            SELECT
                (argMax(tuple(rules), load)).1 AS rules,
                rules.ids AS ids,
                arrayMap(measure -> indexOf((
                    SELECT names
                    FROM
                    (
                        SELECT ['service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting', 'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due', 'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic', 'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store', 'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied', 'service_requests.synchronised', 'service_requests.answered_in_time', 'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms', 'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined', 'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected', 'service_requests.answer_by_day', 'service_requests.outside_territory', 'service_requests.outside_territory_known', 'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic', 'documents.incoming', 'documents.outgoing', 'documents.signed_personally', 'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due', 'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled', 'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed', 'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd', 'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee', 'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'] AS names
                    )
                ), measure), rules.measures) AS positions
            FROM cds.scoring_rule
            WHERE (frame = {frame:String}) AND (indicator = {indicator:String}) AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32})) AND (effective_from < {to_day:Date}) AND (effective_to >= {to_day:Date})
        ) AS scoring
    )
);

CREATE VIEW cds.known_figure
(
    `id` String,
    `name_vi` String,
    `name_en` String,
    `unit` LowCardinality(String),
    `form` LowCardinality(String),
    `source` String
)
AS SELECT
    id,
    name_vi,
    name_en,
    unit,
    form,
    source
FROM cds.figure
FINAL
WHERE loaded = (
    SELECT max(loaded)
    FROM cds.figure
);

CREATE VIEW cds.measure_names
(
    `names` Array(String)
)
AS SELECT ['service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting', 'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due', 'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic', 'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store', 'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied', 'service_requests.synchronised', 'service_requests.answered_in_time', 'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms', 'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined', 'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected', 'service_requests.answer_by_day', 'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic', 'documents.incoming', 'documents.outgoing', 'documents.signed_personally', 'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due', 'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled', 'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed', 'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd', 'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee', 'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'] AS names;

CREATE TABLE cds.payer
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `payment_id` String,
    `version` UInt64,
    `category` LowCardinality(String),
    `method` LowCardinality(String),
    `succeeded` UInt8,
    `payer_id` UUID,
    `deleted` UInt8,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day, payment_id)
TTL inserted_at + toIntervalDay(800)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.payer_current
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `payment_id` String,
    `category` LowCardinality(String),
    `method` LowCardinality(String),
    `succeeded` UInt8,
    `payer_id` UUID
)
AS SELECT * EXCEPT (version, inserted_at, deleted)
FROM cds.payer
FINAL
WHERE deleted = 0;

CREATE TABLE cds.payment_cohort
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `version` UInt64,
    `events` Int64,
    `payments` Int64,
    `pending` Int64,
    `succeeded` Int64,
    `failed` Int64,
    `reversed` Int64,
    `mismatched` Int64,
    `amount_vnd` Int64,
    `cash` Int64,
    `cash_vnd` Int64,
    `by.dimension` Array(LowCardinality(String)),
    `by.code` Array(LowCardinality(String)),
    `by.payments` Array(Int64),
    `by.succeeded` Array(Int64),
    `by.failed` Array(Int64),
    `by.amount_vnd` Array(Int64),
    `by.cash` Array(Int64),
    `by.cash_vnd` Array(Int64),
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day)
TTL inserted_at + toIntervalYear(10)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.payment_cohort_current
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `events` Int64,
    `payments` Int64,
    `pending` Int64,
    `succeeded` Int64,
    `failed` Int64,
    `reversed` Int64,
    `mismatched` Int64,
    `amount_vnd` Int64,
    `cash` Int64,
    `cash_vnd` Int64,
    `by.dimension` Array(LowCardinality(String)),
    `by.code` Array(LowCardinality(String)),
    `by.payments` Array(Int64),
    `by.succeeded` Array(Int64),
    `by.failed` Array(Int64),
    `by.amount_vnd` Array(Int64),
    `by.cash` Array(Int64),
    `by.cash_vnd` Array(Int64)
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.payment_cohort
FINAL;

CREATE TABLE cds.payment_day
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `started` Int64,
    `succeeded` Int64,
    `failed` Int64,
    `reversed` Int64,
    `mismatched` Int64,
    `succeeded_cash` Int64,
    `succeeded_vnd` Int64,
    `succeeded_cash_vnd` Int64,
    `reversed_vnd` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalYear(10)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.payment_day_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `started` Int64,
    `succeeded` Int64,
    `failed` Int64,
    `reversed` Int64,
    `mismatched` Int64,
    `succeeded_cash` Int64,
    `succeeded_vnd` Int64,
    `succeeded_cash_vnd` Int64,
    `reversed_vnd` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `day` Date
)
AS SELECT
    * EXCEPT (version, inserted_at),
    toDate(window_start, 'Asia/Ho_Chi_Minh') AS day
FROM cds.payment_day
FINAL;

CREATE TABLE cds.payment_hour
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `started` Int64,
    `succeeded` Int64,
    `failed` Int64,
    `reversed` Int64,
    `mismatched` Int64,
    `succeeded_cash` Int64,
    `succeeded_vnd` Int64,
    `succeeded_cash_vnd` Int64,
    `reversed_vnd` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalDay(400)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.payment_hour_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `started` Int64,
    `succeeded` Int64,
    `failed` Int64,
    `reversed` Int64,
    `mismatched` Int64,
    `succeeded_cash` Int64,
    `succeeded_vnd` Int64,
    `succeeded_cash_vnd` Int64,
    `reversed_vnd` Int64,
    `retractions` Int64,
    `retracted` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.payment_hour
FINAL;

CREATE TABLE cds.payment_minute
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `started` Int64,
    `succeeded` Int64,
    `failed` Int64,
    `reversed` Int64,
    `mismatched` Int64,
    `succeeded_cash` Int64,
    `succeeded_vnd` Int64,
    `succeeded_cash_vnd` Int64,
    `reversed_vnd` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalDay(14)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.payment_minute_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `started` Int64,
    `succeeded` Int64,
    `failed` Int64,
    `reversed` Int64,
    `mismatched` Int64,
    `succeeded_cash` Int64,
    `succeeded_vnd` Int64,
    `succeeded_cash_vnd` Int64,
    `reversed_vnd` Int64,
    `retractions` Int64,
    `retracted` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.payment_minute
FINAL;

CREATE TABLE cds.province
(
    `code` String,
    `name` String,
    `english_name` String,
    `loaded` UInt64
)
ENGINE = ReplacingMergeTree(loaded)
ORDER BY (code)
SETTINGS index_granularity = 8192;

CREATE DICTIONARY cds.province_dictionary
(
    `code` String,
    `name` String,
    `english_name` String
)
PRIMARY KEY code
SOURCE(CLICKHOUSE(TABLE 'roster_province'))
LIFETIME(MIN 30 MAX 60)
LAYOUT(COMPLEX_KEY_HASHED());

CREATE VIEW cds.recognition_step
AS SELECT
    unit_level,
    unit,
    toYear(period_from) AS year,
    max(number) AS step,
    argMax(taken.observed_on, number) AS step_on,
    argMax(taken.document, number) AS document,
    argMax(taken.declared_at, number) AS declared_at,
    argMax(taken.office, number) AS office,
    arraySort(groupArray((number, taken.observed_on, taken.document))) AS steps
FROM
(
    SELECT
        unit_level,
        unit,
        period_from,
        numerator,
        observed_on,
        document,
        declared_at,
        office,
        indexOf(['recognition.registered', 'recognition.self-assessed', 'recognition.appraised', 'recognition.recognised'], figure) AS number
    FROM cds.declared_figure_current
    WHERE (figure IN ('recognition.registered', 'recognition.self-assessed', 'recognition.appraised', 'recognition.recognised')) AND (observed_on < {to_day:Date}) AND (declared_at <= {at:DateTime64(3, 'UTC')})
    ORDER BY
        declared_at DESC,
        toString(declaration_id) DESC
    LIMIT 1 BY
        unit_level,
        unit,
        figure,
        period_from,
        period_to
) AS taken
WHERE numerator = 1
GROUP BY
    unit_level,
    unit,
    year;

CREATE VIEW cds.recognition_unit
AS WITH
    ['registered', 'self-assessed', 'appraised', 'recognised'] AS names,
    declared AS
    (
        SELECT *
        FROM recognition_step(to_day = {to_day:Date}, at = {at:DateTime64(3, 'UTC')})
    )
SELECT
    unit.province_code AS province_code,
    unit.level AS unit_level,
    unit.code AS unit,
    unit.name AS name,
    unit.district AS district,
    declared.year AS year,
    names[declared.step] AS step,
    toNullable(declared.step_on) AS step_on,
    declared.document AS document,
    toNullable(declared.declared_at) AS declared_at,
    declared.office AS office,
    toUInt32(1) AS units,
    toUInt32(declared.step >= 1) AS registered,
    toUInt32(declared.step >= 2) AS self_assessed,
    toUInt32(declared.step >= 3) AS appraised,
    toUInt32(declared.step >= 4) AS recognised,
    if(declared.step >= 4, toNullable(declared.step_on), NULL) AS recognised_on,
    toUInt8(0) AS restated,
    emptyArrayString() AS former_units,
    declared.steps AS steps
FROM declared
INNER JOIN cds.declared_unit AS unit ON (unit.level = declared.unit_level) AND (unit.code = declared.unit)
WHERE (declared.unit_level IN ('commune', 'former-commune')) AND (({province:String} = '') OR (unit.province_code = {province:String}))
UNION ALL
WITH
    ['registered', 'self-assessed', 'appraised', 'recognised'] AS names,
    declared AS
    (
        SELECT *
        FROM recognition_step(to_day = {to_day:Date}, at = {at:DateTime64(3, 'UTC')})
    )
SELECT
    today.province_code AS province_code,
    'commune' AS unit_level,
    today.code AS unit,
    today.name AS name,
    '' AS district,
    declared.year AS year,
    if(count() = today.units, names[min(declared.step)], '') AS step,
    if(step = '', NULL, toNullable(max(declared.step_on))) AS step_on,
    arrayStringConcat(arraySort(groupUniqArray(declared.document)), '; ') AS document,
    toNullable(max(declared.declared_at)) AS declared_at,
    arrayStringConcat(arraySort(groupUniqArray(declared.office)), '; ') AS office,
    today.units AS units,
    toUInt32(countIf(declared.step >= 1)) AS registered,
    toUInt32(countIf(declared.step >= 2)) AS self_assessed,
    toUInt32(countIf(declared.step >= 3)) AS appraised,
    toUInt32(countIf(declared.step >= 4)) AS recognised,
    maxOrNullIf(declared.step_on, declared.step >= 4) AS recognised_on,
    toUInt8(1) AS restated,
    today.former_codes AS former_units,
    arraySort(arrayFlatten(groupArray(declared.steps))) AS steps
FROM declared
INNER JOIN
(
    SELECT
        province_code,
        code,
        name,
        former_level,
        former_units.1 AS former_codes,
        toUInt32(length(former_units)) AS units,
        arrayJoin(former_codes) AS former_code
    FROM cds.restatable_unit
    WHERE ({province:String} = '') OR (province_code = {province:String})
) AS today ON (today.former_level = declared.unit_level) AND (today.former_code = declared.unit)
WHERE declared.unit_level = 'former-commune'
GROUP BY
    today.province_code,
    today.code,
    today.name,
    today.units,
    today.former_codes,
    declared.year;

CREATE VIEW cds.request_measures
AS WITH
    (
        SELECT groupArray(code)
        FROM
        (
            SELECT *
            FROM cds.unit
            FINAL
            ORDER BY loaded DESC
            LIMIT 1
             WITH TIES
        )
        WHERE province_code = {province:String}
    ) AS codes,
    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
SELECT *
FROM
(
    SELECT
        commune_code,
        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
        [sum(received), sum(done_on_time), sum(done_late), sum(done_undated), sum(open), sum(open_waiting), sum(online), sum(online_electronic_result), sum(fee_due), sum(fee_paid_online), sum(result_due), sum(result_electronic), sum(digitised), sum(component_reused), sum(personal_store), sum(identity_verified), sum(rated), sum(dissatisfied), sum(synchronised), sum(answered_in_time), sum(multiple_supplements), sum(handled), sum(handling_elapsed_ms), sum(handling_working_ms), sum(suspected_sync_fault), sum(declined), sum(dossiers), 0, 0, sum(answer_by_day), sum(outside_territory), sum(outside_territory_known)] AS requests,
        groupUniqArrayArray(procedures_with_fee) AS with_fee,
        groupUniqArrayArray(procedures_paid_online) AS paid_online
    FROM cds.service_request_cohort
    FINAL
    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code))
    GROUP BY
        commune_code,
        bucket
    UNION ALL
    WITH
        (NOT waiting) AND (ifNull(due_at < {at:DateTime64(3, 'UTC')}, 0) OR (supplements >= 2)) AS is_overdue
    SELECT
        commune_code,
        multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
        [0, -toInt64(countIf(outcome = 'on_time')), -toInt64(countIf(outcome = 'late')), -toInt64(countIf(outcome = 'undated')), toInt64(countIf(outcome != 'open')), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, toInt64(countIf(is_overdue)), toInt64(countIf(is_overdue AND suspected_sync_fault)), 0, 0, 0] AS requests,
        [] AS with_fee,
        [] AS paid_online
    FROM cds.dossier
    FINAL
    WHERE (day >= {from_day:Date}) AND (day < end_day) AND (({commune:String} = '') OR (commune_code = {commune:String})) AND (({province:String} = '') OR has(codes, commune_code)) AND (deleted = 0) AND (outcome != 'declined') AND ((ended_at IS NULL) OR if(ended_by_day, toDate(ended_at, 'Asia/Ho_Chi_Minh') > toDate(subtractMilliseconds({at:DateTime64(3, 'UTC')}, 1), 'Asia/Ho_Chi_Minh'), ended_at >= {at:DateTime64(3, 'UTC')}))
    GROUP BY
        commune_code,
        bucket
);

CREATE VIEW cds.restatable_unit
(
    `level` String,
    `code` String,
    `name` String,
    `province_code` String,
    `former_level` LowCardinality(String),
    `former_units` Array(Tuple(
        String,
        String,
        Date))
)
AS SELECT
    if(parts.former_level = 'former-commune', 'commune', 'province') AS level,
    parts.successor AS code,
    declared_unit.name AS name,
    declared_unit.province_code AS province_code,
    parts.former_level AS former_level,
    parts.former_units AS former_units
FROM
(
    SELECT
        level AS former_level,
        arrayJoin(successors) AS successor,
        arraySort(groupArray((code, name, valid_to))) AS former_units,
        max(length(successors)) AS most_successors
    FROM cds.roster_former_unit
    GROUP BY
        former_level,
        successor
    HAVING most_successors = 1
) AS parts
INNER JOIN cds.declared_unit ON (declared_unit.level = if(parts.former_level = 'former-commune', 'commune', 'province')) AND (declared_unit.code = parts.successor);

CREATE TABLE cds.retraction
(
    `commune_code` LowCardinality(String),
    `stream` LowCardinality(String),
    `occurred_at` DateTime64(3, 'UTC'),
    `event_id` UUID,
    `version` UInt64,
    `entity` String,
    `status` LowCardinality(String),
    `occurred_by_day` UInt8,
    `found` UInt8,
    `exact` UInt8,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (commune_code, stream, occurred_at, event_id)
TTL inserted_at + toIntervalDay(800)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.retraction_current
(
    `commune_code` LowCardinality(String),
    `stream` LowCardinality(String),
    `occurred_at` DateTime64(3, 'UTC'),
    `event_id` UUID,
    `entity` String,
    `status` LowCardinality(String),
    `occurred_by_day` UInt8,
    `found` UInt8,
    `exact` UInt8
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.retraction
FINAL;

CREATE VIEW cds.roster_former_unit
(
    `level` LowCardinality(String),
    `code` String,
    `name` String,
    `province_code` LowCardinality(String),
    `valid_to` Date,
    `successors` Array(String)
)
AS SELECT
    level,
    code,
    name,
    province_code,
    valid_to,
    successors
FROM cds.former_unit
FINAL
WHERE loaded = (
    SELECT max(loaded)
    FROM cds.former_unit
);

CREATE VIEW cds.roster_province
(
    `code` String,
    `name` String,
    `english_name` String
)
AS SELECT
    code,
    name,
    english_name
FROM cds.province
FINAL
WHERE loaded = (
    SELECT max(loaded)
    FROM cds.province
);

CREATE VIEW cds.roster_unit
(
    `code` String,
    `valid_from` Date,
    `valid_to` Date,
    `last_valid_day` Date,
    `name` String,
    `kind` LowCardinality(String),
    `province_code` LowCardinality(String),
    `predecessors` Array(String),
    `latitude` Nullable(Float64),
    `longitude` Nullable(Float64),
    `area_km2` Nullable(Float64),
    `former_district` Nullable(String)
)
AS SELECT
    code,
    valid_from,
    valid_to,
    valid_to - 1 AS last_valid_day,
    name,
    kind,
    province_code,
    predecessors,
    latitude,
    longitude,
    area_km2,
    former_district
FROM cds.unit
FINAL
WHERE loaded = (
    SELECT max(loaded)
    FROM cds.unit
);

CREATE TABLE cds.schema_migration
(
    `file` String,
    `checksum` String,
    `additive` Bool DEFAULT true,
    `applied_at` DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY file
SETTINGS index_granularity = 8192;

CREATE MATERIALIZED VIEW cds.score_snapshot_half_year
REFRESH EVERY 1 MINUTE OFFSET 19 SECOND
(
    `frame` String,
    `from_day` Date,
    `to_day` Date,
    `as_of` DateTime64(3, 'UTC'),
    `province_code` String,
    `commune_code` String,
    `name` String,
    `kind` String,
    `former_district` String,
    `n` UInt64,
    `numerators` Array(Float64),
    `denominators` Array(Float64),
    `missing` Array(UInt8),
    `rates` Array(Nullable(Float64)),
    `wilson` Array(Tuple(
        Nullable(Float64),
        Nullable(Float64))),
    `won` Array(Nullable(Float64)),
    `met` Array(Nullable(UInt8)),
    `open` UInt64,
    `overdue` UInt64,
    `overdue_suspected` UInt64,
    `frame_points` Float64,
    `ids` Array(String),
    `worths` Array(Nullable(Float64)),
    `targets` Array(Nullable(Float64)),
    `load` UInt32,
    `points_computable` Float64,
    `points` Nullable(Float64),
    `coverage` Float64,
    `score` Nullable(Float64),
    `class` String,
    `groups` Array(Tuple(
        String,
        Nullable(Float64),
        Float64,
        Float64))
)
ENGINE = MergeTree
ORDER BY (province_code, commune_code)
SETTINGS index_granularity = 256
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    'qd-766' AS frame,
    toStartOfInterval(toDate(now(), 'Asia/Ho_Chi_Minh'), toIntervalMonth(6)) AS from_day,
    toStartOfInterval(toDate(now(), 'Asia/Ho_Chi_Minh'), toIntervalMonth(6)) + toIntervalMonth(6) AS to_day,
    *
FROM commune_points(province = '', from_day = toStartOfInterval(toDate(now(), 'Asia/Ho_Chi_Minh'), toIntervalMonth(6)), to_day = (toStartOfInterval(toDate(now(), 'Asia/Ho_Chi_Minh'), toIntervalMonth(6)) + toIntervalMonth(6)), at = now64(3, 'UTC'), frame = 'qd-766', catalogue = 0)
SETTINGS max_threads = 1, optimize_and_compare_chain = 0, optimize_redundant_functions_in_order_by = 0;

CREATE MATERIALIZED VIEW cds.score_snapshot_month
REFRESH EVERY 30 SECOND OFFSET 10 SECOND
(
    `frame` String,
    `from_day` Date,
    `to_day` Date,
    `as_of` DateTime64(3, 'UTC'),
    `province_code` String,
    `commune_code` String,
    `name` String,
    `kind` String,
    `former_district` String,
    `n` UInt64,
    `numerators` Array(Float64),
    `denominators` Array(Float64),
    `missing` Array(UInt8),
    `rates` Array(Nullable(Float64)),
    `wilson` Array(Tuple(
        Nullable(Float64),
        Nullable(Float64))),
    `won` Array(Nullable(Float64)),
    `met` Array(Nullable(UInt8)),
    `open` UInt64,
    `overdue` UInt64,
    `overdue_suspected` UInt64,
    `frame_points` Float64,
    `ids` Array(String),
    `worths` Array(Nullable(Float64)),
    `targets` Array(Nullable(Float64)),
    `load` UInt32,
    `points_computable` Float64,
    `points` Nullable(Float64),
    `coverage` Float64,
    `score` Nullable(Float64),
    `class` String,
    `groups` Array(Tuple(
        String,
        Nullable(Float64),
        Float64,
        Float64))
)
ENGINE = MergeTree
ORDER BY (province_code, commune_code)
SETTINGS index_granularity = 256
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    'qd-766' AS frame,
    toStartOfMonth(toDate(now(), 'Asia/Ho_Chi_Minh')) AS from_day,
    toStartOfMonth(toDate(now(), 'Asia/Ho_Chi_Minh')) + toIntervalMonth(1) AS to_day,
    *
FROM commune_points(province = '', from_day = toStartOfMonth(toDate(now(), 'Asia/Ho_Chi_Minh')), to_day = (toStartOfMonth(toDate(now(), 'Asia/Ho_Chi_Minh')) + toIntervalMonth(1)), at = now64(3, 'UTC'), frame = 'qd-766', catalogue = 0)
SETTINGS max_threads = 1, optimize_and_compare_chain = 0, optimize_redundant_functions_in_order_by = 0;

CREATE MATERIALIZED VIEW cds.score_snapshot_quarter
REFRESH EVERY 1 MINUTE OFFSET 34 SECOND
(
    `frame` String,
    `from_day` Date,
    `to_day` Date,
    `as_of` DateTime64(3, 'UTC'),
    `province_code` String,
    `commune_code` String,
    `name` String,
    `kind` String,
    `former_district` String,
    `n` UInt64,
    `numerators` Array(Float64),
    `denominators` Array(Float64),
    `missing` Array(UInt8),
    `rates` Array(Nullable(Float64)),
    `wilson` Array(Tuple(
        Nullable(Float64),
        Nullable(Float64))),
    `won` Array(Nullable(Float64)),
    `met` Array(Nullable(UInt8)),
    `open` UInt64,
    `overdue` UInt64,
    `overdue_suspected` UInt64,
    `frame_points` Float64,
    `ids` Array(String),
    `worths` Array(Nullable(Float64)),
    `targets` Array(Nullable(Float64)),
    `load` UInt32,
    `points_computable` Float64,
    `points` Nullable(Float64),
    `coverage` Float64,
    `score` Nullable(Float64),
    `class` String,
    `groups` Array(Tuple(
        String,
        Nullable(Float64),
        Float64,
        Float64))
)
ENGINE = MergeTree
ORDER BY (province_code, commune_code)
SETTINGS index_granularity = 256
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    'qd-766' AS frame,
    toStartOfQuarter(toDate(now(), 'Asia/Ho_Chi_Minh')) AS from_day,
    toStartOfQuarter(toDate(now(), 'Asia/Ho_Chi_Minh')) + toIntervalMonth(3) AS to_day,
    *
FROM commune_points(province = '', from_day = toStartOfQuarter(toDate(now(), 'Asia/Ho_Chi_Minh')), to_day = (toStartOfQuarter(toDate(now(), 'Asia/Ho_Chi_Minh')) + toIntervalMonth(3)), at = now64(3, 'UTC'), frame = 'qd-766', catalogue = 0)
SETTINGS max_threads = 1, optimize_and_compare_chain = 0, optimize_redundant_functions_in_order_by = 0;

CREATE MATERIALIZED VIEW cds.score_snapshot_today
REFRESH EVERY 15 SECOND
(
    `frame` String,
    `from_day` Date,
    `to_day` Date,
    `as_of` DateTime64(3, 'UTC'),
    `province_code` String,
    `commune_code` String,
    `name` String,
    `kind` String,
    `former_district` String,
    `n` UInt64,
    `numerators` Array(Float64),
    `denominators` Array(Float64),
    `missing` Array(UInt8),
    `rates` Array(Nullable(Float64)),
    `wilson` Array(Tuple(
        Nullable(Float64),
        Nullable(Float64))),
    `won` Array(Nullable(Float64)),
    `met` Array(Nullable(UInt8)),
    `open` UInt64,
    `overdue` UInt64,
    `overdue_suspected` UInt64,
    `frame_points` Float64,
    `ids` Array(String),
    `worths` Array(Nullable(Float64)),
    `targets` Array(Nullable(Float64)),
    `load` UInt32,
    `points_computable` Float64,
    `points` Nullable(Float64),
    `coverage` Float64,
    `score` Nullable(Float64),
    `class` String,
    `groups` Array(Tuple(
        String,
        Nullable(Float64),
        Float64,
        Float64))
)
ENGINE = MergeTree
ORDER BY (province_code, commune_code)
SETTINGS index_granularity = 256
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    'qd-766' AS frame,
    toDate(now(), 'Asia/Ho_Chi_Minh') AS from_day,
    toDate(now(), 'Asia/Ho_Chi_Minh') + 1 AS to_day,
    *
FROM commune_points(province = '', from_day = toDate(now(), 'Asia/Ho_Chi_Minh'), to_day = (toDate(now(), 'Asia/Ho_Chi_Minh') + 1), at = now64(3, 'UTC'), frame = 'qd-766', catalogue = 0)
SETTINGS max_threads = 1, optimize_and_compare_chain = 0, optimize_redundant_functions_in_order_by = 0;

CREATE MATERIALIZED VIEW cds.score_snapshot_week
REFRESH EVERY 1 MINUTE OFFSET 4 SECOND
(
    `frame` String,
    `from_day` Date,
    `to_day` Date,
    `as_of` DateTime64(3, 'UTC'),
    `province_code` String,
    `commune_code` String,
    `name` String,
    `kind` String,
    `former_district` String,
    `n` UInt64,
    `numerators` Array(Float64),
    `denominators` Array(Float64),
    `missing` Array(UInt8),
    `rates` Array(Nullable(Float64)),
    `wilson` Array(Tuple(
        Nullable(Float64),
        Nullable(Float64))),
    `won` Array(Nullable(Float64)),
    `met` Array(Nullable(UInt8)),
    `open` UInt64,
    `overdue` UInt64,
    `overdue_suspected` UInt64,
    `frame_points` Float64,
    `ids` Array(String),
    `worths` Array(Nullable(Float64)),
    `targets` Array(Nullable(Float64)),
    `load` UInt32,
    `points_computable` Float64,
    `points` Nullable(Float64),
    `coverage` Float64,
    `score` Nullable(Float64),
    `class` String,
    `groups` Array(Tuple(
        String,
        Nullable(Float64),
        Float64,
        Float64))
)
ENGINE = MergeTree
ORDER BY (province_code, commune_code)
SETTINGS index_granularity = 256
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    'qd-766' AS frame,
    toMonday(toDate(now(), 'Asia/Ho_Chi_Minh')) AS from_day,
    toMonday(toDate(now(), 'Asia/Ho_Chi_Minh')) + 7 AS to_day,
    *
FROM commune_points(province = '', from_day = toMonday(toDate(now(), 'Asia/Ho_Chi_Minh')), to_day = (toMonday(toDate(now(), 'Asia/Ho_Chi_Minh')) + 7), at = now64(3, 'UTC'), frame = 'qd-766', catalogue = 0)
SETTINGS max_threads = 1, optimize_and_compare_chain = 0, optimize_redundant_functions_in_order_by = 0;

CREATE MATERIALIZED VIEW cds.score_snapshot_year
REFRESH EVERY 1 MINUTE OFFSET 50 SECOND
(
    `frame` String,
    `from_day` Date,
    `to_day` Date,
    `as_of` DateTime64(3, 'UTC'),
    `province_code` String,
    `commune_code` String,
    `name` String,
    `kind` String,
    `former_district` String,
    `n` UInt64,
    `numerators` Array(Float64),
    `denominators` Array(Float64),
    `missing` Array(UInt8),
    `rates` Array(Nullable(Float64)),
    `wilson` Array(Tuple(
        Nullable(Float64),
        Nullable(Float64))),
    `won` Array(Nullable(Float64)),
    `met` Array(Nullable(UInt8)),
    `open` UInt64,
    `overdue` UInt64,
    `overdue_suspected` UInt64,
    `frame_points` Float64,
    `ids` Array(String),
    `worths` Array(Nullable(Float64)),
    `targets` Array(Nullable(Float64)),
    `load` UInt32,
    `points_computable` Float64,
    `points` Nullable(Float64),
    `coverage` Float64,
    `score` Nullable(Float64),
    `class` String,
    `groups` Array(Tuple(
        String,
        Nullable(Float64),
        Float64,
        Float64))
)
ENGINE = MergeTree
ORDER BY (province_code, commune_code)
SETTINGS index_granularity = 256
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    'qd-766' AS frame,
    toStartOfYear(toDate(now(), 'Asia/Ho_Chi_Minh')) AS from_day,
    toStartOfYear(toDate(now(), 'Asia/Ho_Chi_Minh')) + toIntervalYear(1) AS to_day,
    *
FROM commune_points(province = '', from_day = toStartOfYear(toDate(now(), 'Asia/Ho_Chi_Minh')), to_day = (toStartOfYear(toDate(now(), 'Asia/Ho_Chi_Minh')) + toIntervalYear(1)), at = now64(3, 'UTC'), frame = 'qd-766', catalogue = 0)
SETTINGS max_threads = 1, optimize_and_compare_chain = 0, optimize_redundant_functions_in_order_by = 0;

CREATE TABLE cds.scoring_rule
(
    `load` UInt32,
    `frame` LowCardinality(String),
    `indicator` LowCardinality(String),
    `effective_from` Date,
    `effective_to` Date,
    `sources` Array(String),
    `rules` Tuple(
        load UInt32,
        kind String,
        frame_points Float64,
        classes Array(Tuple(
            id String,
            floor Float64,
            name_vi String,
            name_en String)),
        groups Array(Tuple(
            id String,
            of Float64)),
        measures Array(String),
        ids Array(String),
        inputs Array(String),
        group_ids Array(String),
        targets Array(Nullable(Float64)),
        betters Array(String),
        worths Array(Nullable(Float64)),
        zero_denominators Array(String),
        numerator_weights Array(Array(Float64)),
        denominator_weights Array(Array(Float64)),
        uses Array(Array(Float64)))
)
ENGINE = MergeTree
ORDER BY (frame, indicator, load, effective_from)
SETTINGS index_granularity = 8192;

CREATE MATERIALIZED VIEW cds.scoring_rule_writer TO cds.scoring_rule
(
    `load` UInt32,
    `frame` String,
    `indicator` String,
    `effective_from` Date,
    `effective_to` Date,
    `sources` Array(String),
    `rules` Tuple(
        load UInt32,
        kind String,
        frame_points Float64,
        classes Array(Tuple(
            id String,
            floor Float64,
            name_vi String,
            name_en String)),
        groups Array(Tuple(
            id String,
            of Float64)),
        measures Array(String),
        ids Array(String),
        inputs Array(String),
        group_ids Array(String),
        targets Array(Nullable(Float64)),
        betters Array(String),
        worths Array(Nullable(Float64)),
        zero_denominators Array(String),
        numerator_weights Array(Array(Float64)),
        denominator_weights Array(Array(Float64)),
        uses Array(Array(Float64)))
)
AS SELECT
    load,
    scope.1 AS frame,
    scope.2 AS indicator,
    era.1 AS effective_from,
    era.2 AS effective_to,
    arrayDistinct(arrayMap(measure -> multiIf(startsWith(measure, 'documents.'), 'documents', measure = 'payments.payers_electricity_cashless', 'payers', startsWith(measure, 'payments.'), 'payments', startsWith(measure, 'service_requests.procedures_'), 'procedures', startsWith(measure, 'declared.'), 'declared', 'service_requests'), measures)) AS sources,
    CAST((load, kind, if(kind = 'points', (arrayFirst(entry -> ((entry.1) = frame), frames)).3, arraySum(places.2)), (arrayFirst(entry -> ((entry.1) = frame), frames)).4, places, measures, chosen.1, chosen.2, arrayMap(groups -> (splitByChar('/', arrayFirst(place -> startsWith(place, concat(frame, '/')), groups))[2]), chosen.3), chosen.4, chosen.5, arrayMap((points, target, verified) -> multiIf(verified = 0, NULL, kind = 'points', points, (kind = 'criteria') AND (target IS NOT NULL), 1., NULL), chosen.6, chosen.4, chosen.15), chosen.7, arrayMap((used, factors) -> arrayMap(measure -> arraySum(arrayMap((name, factor) -> if(name = measure, factor, 0.), used, factors)), measures), chosen.8, chosen.9), arrayMap((used, factors) -> arrayMap(measure -> if(empty(used), toFloat64(measure = '1'), arraySum(arrayMap((name, factor) -> if(name = measure, factor, 0.), used, factors))), measures), chosen.10, chosen.11), arrayMap((numerators, denominators) -> arrayMap(measure -> toFloat64(has(numerators, measure) OR has(denominators, measure)), measures), chosen.8, chosen.10)), 'Tuple(\n            load UInt32, kind String, frame_points Float64,\n            classes Array(Tuple(id String, floor Float64, name_vi String, name_en String)),\n            groups Array(Tuple(id String, of Float64)), measures Array(String), ids Array(String), inputs Array(String),\n            group_ids Array(String), targets Array(Nullable(Float64)), betters Array(String),\n            worths Array(Nullable(Float64)), zero_denominators Array(String), numerator_weights Array(Array(Float64)),\n            denominator_weights Array(Array(Float64)), uses Array(Array(Float64)))') AS rules
FROM
(
    SELECT
        load,
        frames,
        scope,
        era,
        (arrayFirst(entry -> ((entry.1) = (scope.1)), frames)).2 AS kind,
        arrayMap(place -> (place.3, place.4), arraySort(place -> (place.2), arrayFilter(place -> ((place.1) = (scope.1)), groups))) AS places,
        arraySort(version -> (version.12), arrayFilter(version -> (((version.13) <= (era.1)) AND ((version.14) >= (era.2)) AND (((scope.1) = '') OR arrayExists(place -> startsWith(place, concat(scope.1, '/')), version.3)) AND (((scope.2) = '') OR ((version.1) = (scope.2)))), versions)) AS chosen,
        arrayDistinct(arrayConcat(['1', 'service_requests.received', 'service_requests.open', 'service_requests.overdue', 'service_requests.overdue_suspected'], arraySort(arrayConcat(arrayFlatten(chosen.8), arrayFlatten(chosen.10))))) AS measures
    FROM
    (
        SELECT
            complete.load AS load,
            versions,
            frames,
            groups,
            arraySort(arrayDistinct(arrayConcat(versions.13, versions.14))) AS days,
            arrayJoin(arrayZip(arrayPopBack(days), arrayPopFront(days))) AS era,
            arrayJoin(arrayConcat([('', '')], arrayMap(frame -> (frame.1, ''), frames), arrayMap(id -> ('', id), arrayDistinct(versions.1)))) AS scope
        FROM
        (
            SELECT load
            FROM cds.catalogue_load
        ) AS complete
        INNER JOIN
        (
            SELECT
                load,
                groupArray((toString(id), toString(input), CAST(groups, 'Array(String)'), target, toString(better), points, toString(zero_denominator), CAST(numerator_measures, 'Array(String)'), numerator_factors, CAST(denominator_measures, 'Array(String)'), denominator_factors, position, effective_from, effective_to, verified)) AS versions
            FROM cds.catalogue_indicator
            GROUP BY load
        ) AS indicators ON indicators.load = complete.load
        INNER JOIN
        (
            SELECT
                load,
                groupArray((toString(id), toString(kind), ifNull(points, 0.), classes)) AS frames
            FROM cds.catalogue_frame
            GROUP BY load
        ) AS frames ON frames.load = complete.load
        INNER JOIN
        (
            SELECT
                load,
                groupArray((toString(frame), position, toString(id), coalesce(points, toFloat64(criteria), 0.))) AS groups
            FROM cds.catalogue_group
            GROUP BY load
        ) AS groups ON groups.load = complete.load
    )
);

CREATE VIEW cds.scoring_rules
AS SELECT
    (argMax(tuple(rules), load)).1 AS rules,
    rules.ids AS ids,
    arrayMap(measure -> indexOf((
        SELECT names
        FROM
        (
            SELECT ['service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting', 'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due', 'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic', 'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store', 'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied', 'service_requests.synchronised', 'service_requests.answered_in_time', 'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms', 'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined', 'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected', 'service_requests.answer_by_day', 'service_requests.outside_territory', 'service_requests.outside_territory_known', 'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic', 'documents.incoming', 'documents.outgoing', 'documents.signed_personally', 'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due', 'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled', 'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed', 'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd', 'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee', 'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'] AS names
        )
    ), measure), rules.measures) AS positions
FROM cds.scoring_rule
WHERE (frame = {frame:String}) AND (indicator = {indicator:String}) AND (({catalogue:UInt32} = 0) OR (load = {catalogue:UInt32})) AND (effective_from < {to_day:Date}) AND (effective_to >= {to_day:Date});

CREATE TABLE cds.service_request_cohort
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `version` UInt64,
    `events` Int64,
    `dossiers` Int64,
    `declined` Int64,
    `received` Int64,
    `done_on_time` Int64,
    `done_late` Int64,
    `done_undated` Int64,
    `open` Int64,
    `open_waiting` Int64,
    `online` Int64,
    `online_electronic_result` Int64,
    `fee_due` Int64,
    `fee_paid_online` Int64,
    `result_due` Int64,
    `result_electronic` Int64,
    `digitised` Int64,
    `component_reused` Int64,
    `personal_store` Int64,
    `identity_verified` Int64,
    `rated` Int64,
    `dissatisfied` Int64,
    `synchronised` Int64,
    `answered_in_time` Int64,
    `multiple_supplements` Int64,
    `handled` Int64,
    `handling_elapsed_ms` Int64,
    `handling_working_ms` Int64,
    `suspected_sync_fault` Int64,
    `answer_by_day` Int64,
    `outside_territory` Int64,
    `outside_territory_known` Int64,
    `by.dimension` Array(LowCardinality(String)),
    `by.code` Array(LowCardinality(String)),
    `by.received` Array(Int64),
    `by.done_on_time` Array(Int64),
    `by.done_late` Array(Int64),
    `by.done_undated` Array(Int64),
    `by.open` Array(Int64),
    `by.fee_due` Array(Int64),
    `by.fee_paid_online` Array(Int64),
    `by.handled` Array(Int64),
    `by.handling_working_ms` Array(Int64),
    `inserted_at` DateTime DEFAULT now(),
    `procedures_with_fee` Array(UInt32) MATERIALIZED arrayMap(code -> toUInt32OrZero(replaceOne(code, '.', '')), arrayFilter((code, dimension, dossiers) -> ((dimension = 'procedure') AND (dossiers > 0)), by.code, by.dimension, by.fee_due)),
    `procedures_paid_online` Array(UInt32) MATERIALIZED arrayMap(code -> toUInt32OrZero(replaceOne(code, '.', '')), arrayFilter((code, dimension, dossiers) -> ((dimension = 'procedure') AND (dossiers > 0)), by.code, by.dimension, by.fee_paid_online))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (commune_code, day)
TTL inserted_at + toIntervalYear(10)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.service_request_cohort_current
(
    `commune_code` LowCardinality(String),
    `day` Date,
    `events` Int64,
    `dossiers` Int64,
    `declined` Int64,
    `received` Int64,
    `done_on_time` Int64,
    `done_late` Int64,
    `done_undated` Int64,
    `open` Int64,
    `open_waiting` Int64,
    `online` Int64,
    `online_electronic_result` Int64,
    `fee_due` Int64,
    `fee_paid_online` Int64,
    `result_due` Int64,
    `result_electronic` Int64,
    `digitised` Int64,
    `component_reused` Int64,
    `personal_store` Int64,
    `identity_verified` Int64,
    `rated` Int64,
    `dissatisfied` Int64,
    `synchronised` Int64,
    `answered_in_time` Int64,
    `multiple_supplements` Int64,
    `handled` Int64,
    `handling_elapsed_ms` Int64,
    `handling_working_ms` Int64,
    `suspected_sync_fault` Int64,
    `answer_by_day` Int64,
    `outside_territory` Int64,
    `outside_territory_known` Int64,
    `by.dimension` Array(LowCardinality(String)),
    `by.code` Array(LowCardinality(String)),
    `by.received` Array(Int64),
    `by.done_on_time` Array(Int64),
    `by.done_late` Array(Int64),
    `by.done_undated` Array(Int64),
    `by.open` Array(Int64),
    `by.fee_due` Array(Int64),
    `by.fee_paid_online` Array(Int64),
    `by.handled` Array(Int64),
    `by.handling_working_ms` Array(Int64)
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.service_request_cohort
FINAL;

CREATE TABLE cds.service_request_day
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `registered` Int64,
    `accepted` Int64,
    `refused` Int64,
    `in_progress` Int64,
    `supplement_requested` Int64,
    `fee_requested` Int64,
    `withdrawn` Int64,
    `stopped` Int64,
    `done` Int64,
    `result_returned` Int64,
    `registered_online` Int64,
    `registered_postal` Int64,
    `done_on_time` Int64,
    `done_late` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalYear(10)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.service_request_day_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `registered` Int64,
    `accepted` Int64,
    `refused` Int64,
    `in_progress` Int64,
    `supplement_requested` Int64,
    `fee_requested` Int64,
    `withdrawn` Int64,
    `stopped` Int64,
    `done` Int64,
    `result_returned` Int64,
    `registered_online` Int64,
    `registered_postal` Int64,
    `done_on_time` Int64,
    `done_late` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `day` Date
)
AS SELECT
    * EXCEPT (version, inserted_at),
    toDate(window_start, 'Asia/Ho_Chi_Minh') AS day
FROM cds.service_request_day
FINAL;

CREATE TABLE cds.service_request_hour
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `registered` Int64,
    `accepted` Int64,
    `refused` Int64,
    `in_progress` Int64,
    `supplement_requested` Int64,
    `fee_requested` Int64,
    `withdrawn` Int64,
    `stopped` Int64,
    `done` Int64,
    `result_returned` Int64,
    `registered_online` Int64,
    `registered_postal` Int64,
    `done_on_time` Int64,
    `done_late` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalDay(400)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.service_request_hour_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `registered` Int64,
    `accepted` Int64,
    `refused` Int64,
    `in_progress` Int64,
    `supplement_requested` Int64,
    `fee_requested` Int64,
    `withdrawn` Int64,
    `stopped` Int64,
    `done` Int64,
    `result_returned` Int64,
    `registered_online` Int64,
    `registered_postal` Int64,
    `done_on_time` Int64,
    `done_late` Int64,
    `retractions` Int64,
    `retracted` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.service_request_hour
FINAL;

CREATE TABLE cds.service_request_minute
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `version` UInt64,
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `registered` Int64,
    `accepted` Int64,
    `refused` Int64,
    `in_progress` Int64,
    `supplement_requested` Int64,
    `fee_requested` Int64,
    `withdrawn` Int64,
    `stopped` Int64,
    `done` Int64,
    `result_returned` Int64,
    `registered_online` Int64,
    `registered_postal` Int64,
    `done_on_time` Int64,
    `done_late` Int64,
    `retractions` Int64,
    `retracted` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (commune_code, window_start)
TTL inserted_at + toIntervalDay(14)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.service_request_minute_current
(
    `commune_code` LowCardinality(String),
    `window_start` DateTime('UTC'),
    `counted` Int64,
    `missed` Int64,
    `duplicates` Int64,
    `registered` Int64,
    `accepted` Int64,
    `refused` Int64,
    `in_progress` Int64,
    `supplement_requested` Int64,
    `fee_requested` Int64,
    `withdrawn` Int64,
    `stopped` Int64,
    `done` Int64,
    `result_returned` Int64,
    `registered_online` Int64,
    `registered_postal` Int64,
    `done_on_time` Int64,
    `done_late` Int64,
    `retractions` Int64,
    `retracted` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.service_request_minute
FINAL;

CREATE VIEW cds.stream_freshness
AS SELECT
    'documents' AS stream,
    (
        SELECT maxOrNull(window_start)
        FROM cds.document_minute
    ) AS latest_minute,
    maxOrNull(toDate(window_start, 'Asia/Ho_Chi_Minh')) AS latest_day,
    maxOrNull(inserted_at) AS written_at,
    groupUniqArrayIf(commune_code, toDate(window_start, 'Asia/Ho_Chi_Minh') = toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh')) AS communes_today
FROM cds.document_day
WHERE window_start > ({at:DateTime64(3, 'UTC')} - toIntervalDay(41))
UNION ALL
SELECT
    'payments' AS stream,
    (
        SELECT maxOrNull(window_start)
        FROM cds.payment_minute
    ) AS latest_minute,
    maxOrNull(toDate(window_start, 'Asia/Ho_Chi_Minh')) AS latest_day,
    maxOrNull(inserted_at) AS written_at,
    groupUniqArrayIf(commune_code, toDate(window_start, 'Asia/Ho_Chi_Minh') = toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh')) AS communes_today
FROM cds.payment_day
WHERE window_start > ({at:DateTime64(3, 'UTC')} - toIntervalDay(41))
UNION ALL
SELECT
    'service-requests' AS stream,
    (
        SELECT maxOrNull(window_start)
        FROM cds.service_request_minute
    ) AS latest_minute,
    maxOrNull(toDate(window_start, 'Asia/Ho_Chi_Minh')) AS latest_day,
    maxOrNull(inserted_at) AS written_at,
    groupUniqArrayIf(commune_code, toDate(window_start, 'Asia/Ho_Chi_Minh') = toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh')) AS communes_today
FROM cds.service_request_day
WHERE window_start > ({at:DateTime64(3, 'UTC')} - toIntervalDay(41));

CREATE VIEW cds.stream_measure_names
(
    `names` Array(String)
)
AS SELECT ['service_requests.received', 'service_requests.done_on_time', 'service_requests.done_late', 'service_requests.done_undated', 'service_requests.open', 'service_requests.open_waiting', 'service_requests.online', 'service_requests.online_electronic_result', 'service_requests.fee_due', 'service_requests.fee_paid_online', 'service_requests.result_due', 'service_requests.result_electronic', 'service_requests.digitised', 'service_requests.component_reused', 'service_requests.personal_store', 'service_requests.identity_verified', 'service_requests.rated', 'service_requests.dissatisfied', 'service_requests.synchronised', 'service_requests.answered_in_time', 'service_requests.multiple_supplements', 'service_requests.handled', 'service_requests.handling_elapsed_ms', 'service_requests.handling_working_ms', 'service_requests.suspected_sync_fault', 'service_requests.declined', 'service_requests.dossiers', 'service_requests.overdue', 'service_requests.overdue_suspected', 'service_requests.answer_by_day', 'service_requests.outside_territory', 'service_requests.outside_territory_known', 'documents.documents', 'documents.secret', 'documents.non_secret', 'documents.electronic', 'documents.incoming', 'documents.outgoing', 'documents.signed_personally', 'documents.signed_by_organisation', 'documents.with_due', 'documents.done_by_due', 'documents.receipt_measured', 'documents.receipt_delay_ms', 'documents.refused', 'documents.recalled', 'payments.payments', 'payments.pending', 'payments.succeeded', 'payments.failed', 'payments.reversed', 'payments.mismatched', 'payments.amount_vnd', 'payments.cash', 'payments.cash_vnd', 'payments.payers_electricity_cashless', 'service_requests.procedures_with_fee', 'service_requests.procedures_paid_online', 'service_requests.dissatisfied_scaled'] AS names;

CREATE TABLE cds.too_late
(
    `topic` LowCardinality(String),
    `partition` Int32,
    `offset` Int64,
    `append_time` DateTime64(3, 'UTC'),
    `job` LowCardinality(String),
    `commune_code` LowCardinality(String),
    `event_id` UUID,
    `occurred_at` DateTime64(3, 'UTC'),
    `started_at` DateTime64(3, 'UTC'),
    `reason` LowCardinality(String),
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
PARTITION BY topic
ORDER BY (topic, partition, offset)
TTL inserted_at + toIntervalYear(10)
SETTINGS min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1, index_granularity = 8192;

CREATE VIEW cds.too_late_current
(
    `topic` LowCardinality(String),
    `partition` Int32,
    `offset` Int64,
    `append_time` DateTime64(3, 'UTC'),
    `job` LowCardinality(String),
    `commune_code` LowCardinality(String),
    `event_id` UUID,
    `occurred_at` DateTime64(3, 'UTC'),
    `started_at` DateTime64(3, 'UTC'),
    `reason` LowCardinality(String)
)
AS SELECT * EXCEPT inserted_at
FROM cds.too_late
FINAL;

CREATE TABLE cds.topic_position
(
    `topic` LowCardinality(String),
    `partition` Int32,
    `version` UInt64,
    `job` LowCardinality(String),
    `first_offset` Int64,
    `next_offset` Int64,
    `records` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (topic, partition)
SETTINGS index_granularity = 8192;

CREATE VIEW cds.topic_position_current
(
    `topic` LowCardinality(String),
    `partition` Int32,
    `job` LowCardinality(String),
    `first_offset` Int64,
    `next_offset` Int64,
    `records` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.topic_position
FINAL;

CREATE TABLE cds.unit
(
    `code` String,
    `valid_from` Date,
    `valid_to` Date,
    `name` String,
    `kind` LowCardinality(String),
    `province_code` LowCardinality(String),
    `predecessors` Array(String),
    `latitude` Nullable(Float64),
    `longitude` Nullable(Float64),
    `area_km2` Nullable(Float64),
    `former_district` Nullable(String),
    `loaded` UInt64
)
ENGINE = ReplacingMergeTree(loaded)
ORDER BY (code, valid_from)
SETTINGS index_granularity = 8192;

CREATE DICTIONARY cds.unit_dictionary
(
    `code` String,
    `valid_from` Date,
    `last_valid_day` Date,
    `name` String,
    `kind` String,
    `province_code` String,
    `latitude` Nullable(Float64),
    `longitude` Nullable(Float64),
    `area_km2` Nullable(Float64),
    `former_district` Nullable(String)
)
PRIMARY KEY code
SOURCE(CLICKHOUSE(TABLE 'roster_unit'))
LIFETIME(MIN 30 MAX 60)
LAYOUT(COMPLEX_KEY_RANGE_HASHED(RANGE_LOOKUP_STRATEGY 'max'))
RANGE(MIN valid_from MAX last_valid_day);
