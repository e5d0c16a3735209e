-- From now on criteria that were not verified have no worth in scoring_rule; earlier loads keep their rows.
ALTER TABLE scoring_rule_writer MODIFY QUERY
SELECT
    load,
    scope.1 AS frame,
    scope.2 AS indicator,
    era.1 AS effective_from,
    era.2 AS effective_to,
    arrayDistinct(
        arrayMap(
            measure -> multiIf(
                startsWith(measure, 'documents.'), 'documents',
                measure = 'payments.payers_electricity_cashless', 'payers',
                startsWith(measure, 'payments.'), 'payments',
                startsWith(measure, 'service_requests.procedures_'), 'procedures',
                startsWith(measure, 'declared.'), 'declared',
                'service_requests'),
            measures)) AS sources,
    CAST(
        (
            load,
            kind,
            if(kind = 'points', arrayFirst(entry -> entry.1 = frame, frames).3, arraySum(places.2)),
            arrayFirst(entry -> entry.1 = frame, frames).4,
            places,
            measures,
            chosen.1,
            chosen.2,
            arrayMap(
                groups -> splitByChar('/', arrayFirst(place -> startsWith(place, concat(frame, '/')), groups))[2],
                chosen.3),
            chosen.4,
            chosen.5,
            arrayMap(
                (points, target, verified) -> multiIf(
                    verified = 0, NULL,
                    kind = 'points', points,
                    kind = 'criteria' AND target IS NOT NULL, 1.,
                    NULL),
                chosen.6,
                chosen.4,
                chosen.15),
            chosen.7,
            arrayMap(
                (used, factors) -> arrayMap(
                    measure -> arraySum(arrayMap((name, factor) -> if(name = measure, factor, 0.), used, factors)),
                    measures),
                chosen.8,
                chosen.9),
            arrayMap(
                (used, factors) -> arrayMap(
                    measure -> if(
                        empty(used),
                        toFloat64(measure = '1'),
                        arraySum(arrayMap((name, factor) -> if(name = measure, factor, 0.), used, factors))),
                    measures),
                chosen.10,
                chosen.11),
            arrayMap(
                (numerators, denominators) -> arrayMap(
                    measure -> toFloat64(has(numerators, measure) OR has(denominators, measure)),
                    measures),
                chosen.8,
                chosen.10)
        ),
        'Tuple(
            load UInt32, kind String, frame_points Float64,
            classes Array(Tuple(id String, floor Float64, name_vi String, name_en String)),
            groups Array(Tuple(id String, of Float64)), measures Array(String), ids Array(String), inputs Array(String),
            group_ids Array(String), targets Array(Nullable(Float64)), betters Array(String),
            worths Array(Nullable(Float64)), zero_denominators Array(String), numerator_weights Array(Array(Float64)),
            denominator_weights Array(Array(Float64)), uses Array(Array(Float64)))') AS rules
FROM
(
    SELECT
        load,
        frames,
        scope,
        era,
        arrayFirst(entry -> entry.1 = scope.1, frames).2 AS kind,
        arrayMap(place -> (place.3, place.4), arraySort(place -> place.2, arrayFilter(place -> place.1 = scope.1, groups)))
            AS places,
        arraySort(
            version -> version.12,
            arrayFilter(
                version -> version.13 <= era.1 AND version.14 >= era.2
                    AND (scope.1 = '' OR arrayExists(place -> startsWith(place, concat(scope.1, '/')), version.3))
                    AND (scope.2 = '' OR version.1 = scope.2),
                versions)) AS chosen,
        arrayDistinct(
            arrayConcat(
                ['1', 'service_requests.received', 'service_requests.open', 'service_requests.overdue',
                    'service_requests.overdue_suspected'],
                arraySort(arrayConcat(arrayFlatten(chosen.8), arrayFlatten(chosen.10))))) AS measures
    FROM
    (
        SELECT
            complete.load AS load,
            versions,
            frames,
            groups,
            arraySort(arrayDistinct(arrayConcat(versions.13, versions.14))) AS days,
            arrayJoin(arrayZip(arrayPopBack(days), arrayPopFront(days))) AS era,
            arrayJoin(
                arrayConcat(
                    [('', '')],
                    arrayMap(frame -> (frame.1, ''), frames),
                    arrayMap(id -> ('', id), arrayDistinct(versions.1)))) AS scope
        FROM (SELECT load FROM catalogue_load) AS complete
        INNER JOIN
        (
            SELECT
                load,
                groupArray(
                    (
                        toString(id), toString(input), CAST(groups, 'Array(String)'), target, toString(better), points,
                        toString(zero_denominator), CAST(numerator_measures, 'Array(String)'), numerator_factors,
                        CAST(denominator_measures, 'Array(String)'), denominator_factors, position, effective_from,
                        effective_to, verified
                    )) AS versions
            FROM catalogue_indicator
            GROUP BY load
        ) AS indicators ON indicators.load = complete.load
        INNER JOIN
        (
            SELECT load, groupArray((toString(id), toString(kind), ifNull(points, 0.), classes)) AS frames
            FROM catalogue_frame
            GROUP BY load
        ) AS frames ON frames.load = complete.load
        INNER JOIN
        (
            SELECT
                load,
                groupArray((toString(frame), position, toString(id), coalesce(points, toFloat64(criteria), 0.))) AS groups
            FROM catalogue_group
            GROUP BY load
        ) AS groups ON groups.load = complete.load
    )
);
