package vn.cds.alerts.rules;

/**
 * What can have one open episode at most. Numbers never belong to it, so that an alert whose value
 * changes stays the same alert.
 *
 * @param rule id of the rule
 * @param unit code of the commune; of the province for a rule of that scope
 * @param indicator what is judged
 */
public record Identity(String rule, String unit, Indicator indicator) {}
