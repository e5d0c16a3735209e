-- A row per episode, with the figures of the moment it was fired; resolved_at is null and ending '' while it is open.
-- board_path: where the board shows it, from the board's address on.
-- 'fired' stands before 'resolved' in the alphabet; tuples keep nulls, which argMin would pass over.
CREATE OR REPLACE VIEW alert_episode AS
SELECT
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
        argMin(
            tuple(
                unit_name, scope, severity, name_vi, name_en, rule_version, rule_set_version, at, value, n, lower, upper, target,
                peers_median),
            kind) AS fired,
        min(transition.since) AS since,
        maxOrNullIf(at, kind = 'resolved') AS resolved_at,
        maxIf(transition.ending, kind = 'resolved') AS ending,
        tupleElement(argMax(tuple(transition.worst), kind), 1) AS worst,
        any(transition.board_path) AS board_path
    FROM alert_transition_current AS transition
    GROUP BY
        province,
        unit,
        rule,
        indicator,
        episode
);
