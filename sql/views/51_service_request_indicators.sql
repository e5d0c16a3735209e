-- THE definition of the indicators of Decision 766/QĐ-TTg that follow from the service requests alone: 50 of its 100 points.
-- Never to be called the 766 score. Formula, target and points stand here and nowhere else.
--
-- Parameters: as service_request_standing. Rows: as service_request_standing, with
-- indicators: id, numerator, denominator, target (full points at this ratio), max_points, points: linear up to the
--   target; null when the denominator is 0 (no data), but 5.4 then gives 0 points;
-- points, points_possible: sums over the indicators that have points; score = 100 * points / points_possible.
CREATE OR REPLACE VIEW service_request_indicators AS
WITH
    [
        -- on time, or open and not overdue / received
        ('2.1', toFloat64(done_on_time + open - overdue), toFloat64(received), 1.0, 20.0),
        -- paid online / with a fee
        ('3.6', toFloat64(fee_paid_online), toFloat64(fee_due), 1.0, 6.0),
        -- with an electronic result / where a result is due
        ('4.1', toFloat64(result_electronic), toFloat64(result_due), 1.0, 6.0),
        -- attachments and result electronic / received
        ('4.2', toFloat64(digitised), toFloat64(received), 1.0, 4.0),
        -- at least one component re-used / received
        ('4.3', toFloat64(component_reused), toFloat64(received), 0.8, 2.0),
        -- taken from or saved to the personal store / received
        ('4.4', toFloat64(personal_store), toFloat64(received), 1.0, 4.0),
        -- account verified by population data / received
        ('4.5b', toFloat64(identity_verified), toFloat64(received), 1.0, 2.0),
        -- received * (1 - (overdue share + dissatisfied share)); overdue: ended late, or overdue now
        (
            '5.4',
            greatest(0., received - (done_late + overdue) - if(rated = 0, 0., received * dissatisfied / rated)),
            toFloat64(received),
            0.9,
            6.0
        )
    ] AS definitions,
    arrayMap(
        definition -> multiIf(
            definition.3 > 0, toNullable(definition.5 * least(1., definition.2 / definition.3 / definition.4)),
            definition.1 = '5.4', toNullable(0.),
            NULL),
        definitions) AS won
SELECT
    *,
    arrayMap(
        (definition, points) -> CAST(
            (definition.1, definition.2, definition.3, definition.4, definition.5, points),
            'Tuple(id String, numerator Float64, denominator Float64, target Float64, max_points Float64, points Nullable(Float64))'),
        definitions,
        won) AS indicators,
    round(arraySum(arrayMap(points -> ifNull(points, 0.), won)), 9) AS points,
    arraySum(arrayMap((definition, points) -> if(points IS NULL, 0., definition.5), definitions, won)) AS points_possible,
    if(received = 0, NULL, round(100 * points / points_possible, 9)) AS score
FROM service_request_standing(
    province = {province:String},
    from_day = {from_day:Date},
    to_day = {to_day:Date},
    at = {at:DateTime64(3, 'UTC')});
