-- Generated from a fresh server by SchemaTest; never edited by hand.

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
    `payload` String,
    `size` Int64,
    `inserted_at` DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
PARTITION BY topic
ORDER BY (topic, partition, offset)
TTL inserted_at + toIntervalDay(90)
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
    `update_refused` Int64
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
    `update_refused` Int64
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
    `suspected_sync_fault` UInt8
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
    `reversed_vnd` Int64
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
    `reversed_vnd` Int64
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
    `applied_at` DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY file
SETTINGS index_granularity = 8192;

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
    `inserted_at` DateTime DEFAULT now()
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
    `done_late` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.service_request_hour
FINAL;

CREATE VIEW cds.service_request_indicators
AS WITH
    [('2.1', toFloat64((done_on_time + open) - overdue), toFloat64(received), 1., 20.), ('3.6', toFloat64(fee_paid_online), toFloat64(fee_due), 1., 6.), ('4.1', toFloat64(result_electronic), toFloat64(result_due), 1., 6.), ('4.2', toFloat64(digitised), toFloat64(received), 1., 4.), ('4.3', toFloat64(component_reused), toFloat64(received), 0.8, 2.), ('4.4', toFloat64(personal_store), toFloat64(received), 1., 4.), ('4.5b', toFloat64(identity_verified), toFloat64(received), 1., 2.), ('5.4', greatest(0., (received - (done_late + overdue)) - if(rated = 0, 0., (received * dissatisfied) / rated)), toFloat64(received), 0.9, 6.)] AS definitions,
    arrayMap(definition -> multiIf((definition.3) > 0, toNullable((definition.5) * least(1., ((definition.2) / (definition.3)) / (definition.4))), (definition.1) = '5.4', toNullable(0.), NULL), definitions) AS won
SELECT
    *,
    arrayMap((definition, points) -> CAST((definition.1, definition.2, definition.3, definition.4, definition.5, points), 'Tuple(id String, numerator Float64, denominator Float64, target Float64, max_points Float64, points Nullable(Float64))'), definitions, won) AS indicators,
    round(arraySum(arrayMap(points -> ifNull(points, 0.), won)), 9) AS points,
    arraySum(arrayMap((definition, points) -> if(points IS NULL, 0., definition.5), definitions, won)) AS points_possible,
    if(received = 0, NULL, round((100 * points) / points_possible, 9)) AS score
FROM service_request_standing(province = {province:String}, from_day = {from_day:Date}, to_day = {to_day:Date}, at = {at:DateTime64(3, 'UTC')});

CREATE VIEW cds.service_request_leaderboard
AS SELECT
    province_code,
    commune_code,
    unit.name AS name,
    unit.kind AS kind,
    multiIf(received = 0, 'no_data', received < {minimum_n:UInt32}, 'not_enough_data', '') AS reason,
    if(reason = '', toNullable(toUInt32(rank() OVER (PARTITION BY reason = '' ORDER BY score DESC))), NULL) AS rank,
    received AS n,
    score,
    points,
    points_possible,
    indicators,
    open,
    overdue,
    overdue_suspected
FROM service_request_indicators(province = {province:String}, from_day = {from_day:Date}, to_day = {to_day:Date}, at = {at:DateTime64(3, 'UTC')}) AS standing
INNER JOIN
(
    SELECT
        code,
        name,
        kind
    FROM cds.roster_unit
    WHERE (valid_from < {to_day:Date}) AND (valid_to >= {to_day:Date})
) AS unit ON unit.code = standing.commune_code
WHERE level = 'commune';

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
    `done_late` Int64
)
AS SELECT * EXCEPT (version, inserted_at)
FROM cds.service_request_minute
FINAL;

CREATE VIEW cds.service_request_standing
AS WITH
    units AS
    (
        SELECT
            code AS commune_code,
            argMax(roster.province_code, roster.valid_from) AS province_code
        FROM cds.roster_unit AS roster
        WHERE ({province:String} = '') OR (roster.province_code = {province:String})
        GROUP BY code
    ),
    cohorts AS
    (
        SELECT
            commune_code,
            sum(received) AS received,
            sum(done_on_time) AS done_on_time,
            sum(done_late) AS done_late,
            sum(done_undated) AS done_undated,
            sum(open) AS open,
            sum(open_waiting) AS open_waiting,
            sum(online) AS online,
            sum(online_electronic_result) AS online_electronic_result,
            sum(fee_due) AS fee_due,
            sum(fee_paid_online) AS fee_paid_online,
            sum(result_due) AS result_due,
            sum(result_electronic) AS result_electronic,
            sum(digitised) AS digitised,
            sum(component_reused) AS component_reused,
            sum(personal_store) AS personal_store,
            sum(identity_verified) AS identity_verified,
            sum(rated) AS rated,
            sum(dissatisfied) AS dissatisfied,
            sum(synchronised) AS synchronised,
            sum(answered_in_time) AS answered_in_time,
            sum(multiple_supplements) AS multiple_supplements,
            sum(handled) AS handled,
            sum(handling_elapsed_ms) AS handling_elapsed_ms,
            sum(handling_working_ms) AS handling_working_ms,
            sum(suspected_sync_fault) AS suspected_sync_fault,
            sum(declined) AS declined,
            sum(dossiers) AS dossiers
        FROM cds.service_request_cohort_current AS cohort
        WHERE (day >= {from_day:Date}) AND (day < {to_day:Date}) AND (commune_code IN (
            SELECT commune_code
            FROM units
        ))
        GROUP BY commune_code
    ),
    unfinished AS
    (
        SELECT
            commune_code,
            countIf(outcome = 'on_time') AS later_on_time,
            countIf(outcome = 'late') AS later_late,
            countIf(outcome = 'undated') AS later_undated,
            countIf((NOT waiting) AND ((due_at < {at:DateTime64(3, 'UTC')}) OR (supplements >= 2))) AS overdue,
            countIf((NOT waiting) AND ((due_at < {at:DateTime64(3, 'UTC')}) OR (supplements >= 2)) AND suspected_sync_fault) AS overdue_suspected
        FROM cds.dossier_current
        WHERE (day >= {from_day:Date}) AND (day < {to_day:Date}) AND (commune_code IN (
            SELECT commune_code
            FROM units
        )) AND (outcome != 'declined') AND ((ended_at IS NULL) OR (ended_at >= {at:DateTime64(3, 'UTC')}))
        GROUP BY commune_code
    )
SELECT
    multiIf(grouping(commune_code) = 0, 'commune', grouping(province_code) = 0, 'province', 'all') AS level,
    province_code,
    commune_code,
    sum(received) AS received,
    sum(done_on_time - later_on_time) AS done_on_time,
    sum(done_late - later_late) AS done_late,
    sum(done_undated - later_undated) AS done_undated,
    sum(((open + later_on_time) + later_late) + later_undated) AS open,
    sum(open_waiting) AS open_waiting,
    sum(online) AS online,
    sum(online_electronic_result) AS online_electronic_result,
    sum(fee_due) AS fee_due,
    sum(fee_paid_online) AS fee_paid_online,
    sum(result_due) AS result_due,
    sum(result_electronic) AS result_electronic,
    sum(digitised) AS digitised,
    sum(component_reused) AS component_reused,
    sum(personal_store) AS personal_store,
    sum(identity_verified) AS identity_verified,
    sum(rated) AS rated,
    sum(dissatisfied) AS dissatisfied,
    sum(synchronised) AS synchronised,
    sum(answered_in_time) AS answered_in_time,
    sum(multiple_supplements) AS multiple_supplements,
    sum(handled) AS handled,
    sum(handling_elapsed_ms) AS handling_elapsed_ms,
    sum(handling_working_ms) AS handling_working_ms,
    sum(suspected_sync_fault) AS suspected_sync_fault,
    sum(declined) AS declined,
    sum(dossiers) AS dossiers,
    sum(overdue) AS overdue,
    sum(overdue_suspected) AS overdue_suspected,
    count() AS communes,
    countIf(cohorts.received > 0) AS communes_with_data
FROM units
LEFT JOIN cohorts USING (commune_code)
LEFT JOIN unfinished USING (commune_code)
GROUP BY
    GROUPING SETS (
        (province_code, commune_code),
        (province_code),
        ());

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
TTL inserted_at + toIntervalDay(90)
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
