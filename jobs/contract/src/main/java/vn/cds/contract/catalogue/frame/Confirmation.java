package vn.cds.contract.catalogue.frame;

import java.time.LocalDate;

/**
 * That an operator stands for offering a frame to leaders although most of its criteria were not
 * checked against the decision.
 *
 * @param by who confirmed it
 * @param on when
 */
public record Confirmation(String by, LocalDate on) {}
