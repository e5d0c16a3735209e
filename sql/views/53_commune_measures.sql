-- THE measures (docs/scoring.md): sums over what began in a period, per commune, as they stood at a moment. Every commune
-- of the roster has a row for the whole period, also without data.
--
-- Parameters: province (two digits, or '' for all), commune (five digits, or '' for all), from_day and to_day (local days,
-- to_day exclusive), at (instant; days after its local day do not count), step: day or month for a row per day or month with
-- data, '' for one of the whole period.
-- bucket: the day, the first day of the month, or from_day;
-- unit: (province_code, name, kind, former_district) of the unit that is valid on the period's last day, empty texts without,
--   or when step is not '';
-- sums: in the order of measure_names; figures: (measure, number) of the declared figures that stand, in each bucket.
--
-- Restated to the moment, from the dossiers' times: the four outcomes and overdue. A dossier whose end is known only to the day
-- has ended on that day. Facts that carry no time (digitised,
-- paid online, satisfied, waiting, supplements, due time ...) are those known now.
-- Planning is most of what a question costs. So base tables are read here as their _current views read them, and NamedQueries
-- leaves out what the question does not need: the lines between -- [names and -- ], and with a 0 in its place the line that ends with
-- -- [names]. The names are of measures and sources of the formulas (scoring_rule); standing: for scores, with n and what is
-- open; province: for communes of one.
-- overdue: open at the moment, not waiting for the citizen, and past due or with two supplement requests or more.
CREATE OR REPLACE VIEW commune_measures AS
WITH
    units AS
    (
        SELECT
            code,
            maxIf(
                (province_code, name, toString(kind), ifNull(former_district, '')),
                valid_from < {to_day:Date} AND valid_to >= {to_day:Date}) AS unit
        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
        WHERE ({province:String} = '' OR province_code = {province:String})
            AND ({commune:String} = '' OR code = {commune:String})
        GROUP BY code
    ),
    least({to_day:Date}, toDate({at:DateTime64(3, 'UTC')}, 'Asia/Ho_Chi_Minh') + 1) AS end_day
SELECT
    commune_code,
    bucket,
    unit,
    -- received * dissatisfied / rated
    arrayPushBack(plain, if(plain[17] = 0, 0., plain[1] * plain[18] / plain[17])) AS sums,
    figures
FROM
(
    SELECT
        commune_code,
        bucket,
        unit,
        arrayMap(
            number -> toFloat64(number),
            arrayConcat(arrayResize(request_sums, 30, 0), arrayResize(other_sums, 24, 0), distinct_counts)) AS plain,
        figures
    FROM
    (
        SELECT
            commune_code,
            bucket,
            max(unit) AS unit,
            sumForEach(requests) AS request_sums,
            sumForEach(others) AS other_sums,
            [
                toInt64(length(groupUniqArrayArray(with_fee))), -- [procedures]
                toInt64(length(groupUniqArrayArray(paid_online))) -- [procedures]
            ] AS distinct_counts,
            groupArrayArray(declared) AS figures
        FROM
        (
            SELECT
                commune_code,
                bucket,
                ('', '', '', '') AS unit,
                requests,
                with_fee,
                paid_online,
                emptyArrayInt64() AS others,
                CAST([], 'Array(Tuple(String, Float64))') AS declared
            FROM request_measures(
                province = {province:String},
                commune = {commune:String},
                from_day = {from_day:Date},
                to_day = {to_day:Date},
                at = {at:DateTime64(3, 'UTC')},
                step = {step:String})
            -- [standing
            UNION ALL
            SELECT code, {from_day:Date}, unit, [], [], [], [], []
            FROM units
            WHERE {step:String} = ''
            -- ]
            -- [documents
            UNION ALL
            SELECT
                commune_code,
                multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                ('', '', '', ''),
                [],
                [],
                [],
                [
                    sum(cohort.documents), sum(secret), sum(non_secret), sum(electronic), sum(incoming), sum(outgoing),
                    sum(signed_personally), sum(signed_by_organisation), sum(with_due), sum(done_by_due),
                    sum(receipt_measured), sum(receipt_delay_ms), sum(refused), sum(recalled)
                ],
                []
            FROM document_cohort AS cohort FINAL
            WHERE day >= {from_day:Date} AND day < end_day
                AND ({commune:String} = '' OR commune_code = {commune:String})
                -- [province
                AND ({province:String} = '' OR commune_code IN (SELECT code FROM units))
                -- ]
            GROUP BY commune_code, bucket
            -- ]
            -- [payments
            UNION ALL
            SELECT
                commune_code,
                multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                ('', '', '', ''),
                [],
                [],
                [],
                arrayConcat(
                    arrayWithConstant(14, 0),
                    [
                        sum(cohort.payments), sum(pending), sum(succeeded), sum(failed), sum(reversed), sum(mismatched),
                        sum(amount_vnd), sum(cash), sum(cash_vnd)
                    ]),
                []
            FROM payment_cohort AS cohort FINAL
            WHERE day >= {from_day:Date} AND day < end_day
                AND ({commune:String} = '' OR commune_code = {commune:String})
                -- [province
                AND ({province:String} = '' OR commune_code IN (SELECT code FROM units))
                -- ]
            GROUP BY commune_code, bucket
            -- ]
            -- [payers
            UNION ALL
            SELECT
                commune_code,
                multiIf({step:String} = 'day', day, {step:String} = 'month', toStartOfMonth(day), {from_day:Date}) AS bucket,
                ('', '', '', ''),
                [],
                [],
                [],
                arrayPushBack(arrayWithConstant(23, 0), toInt64(uniqExact(payer_id))),
                []
            FROM payer FINAL
            WHERE day >= {from_day:Date} AND day < end_day
                AND ({commune:String} = '' OR commune_code = {commune:String})
                -- [province
                AND ({province:String} = '' OR commune_code IN (SELECT code FROM units))
                -- ]
                AND deleted = 0 AND succeeded AND category = 'electricity' AND method != 'cash'
            GROUP BY commune_code, bucket
            -- ]
            -- [declared
            UNION ALL
            SELECT unit, bucket, ('', '', '', ''), [], [], [], [], figures
            FROM declared_measures(
                from_day = {from_day:Date},
                to_day = {to_day:Date},
                at = {at:DateTime64(3, 'UTC')},
                step = {step:String})
            WHERE ({commune:String} = '' OR unit = {commune:String})
                -- [province
                AND ({province:String} = '' OR unit IN (SELECT code FROM units))
                -- ]
            -- ]
        )
        GROUP BY commune_code, bucket
    )
);
