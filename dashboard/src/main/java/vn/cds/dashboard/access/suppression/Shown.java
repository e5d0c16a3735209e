package vn.cds.dashboard.access.suppression;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a field of an answer is shown to others: to those who may not see the small cells of its
 * province. Without it the field is null in their answers, so a new one is hidden until somebody
 * decides about it. On a record it holds for all fields. Of a record within an answer, also in a
 * list, its own fields decide. docs/privacy.md says why.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Shown {

  /** What others see of it. */
  As value() default As.IT_IS;

  /** The field with the number of cases, of a share and a part. */
  String of() default "";

  /** What others see of a field. */
  enum As {
    /** What it is: a name, a place in a list, a figure of the catalogue or of a public document. */
    IT_IS,
    /** A count: rounded down to tens, nothing below ten. */
    COUNT,
    /** A share of the cases {@link Shown#of}: rounded to a step of two cases at least. */
    SHARE,
    /** A part of the cases {@link Shown#of}: worked out from its rounded share. */
    PART,
    /** What it is of a commune that is ranked and has ten dossiers; also per entry of a list. */
    RANKED,
    /** What it is when the earlier standing had a rank. */
    RANKED_EARLIER,
    /** What it is when both standings had a rank. */
    RANKED_BOTH,
    /** The reason of a figure, or {@code not_enough_data} where the figure is hidden. */
    REASON,
    /** Of an indicator, see {@link Suppression}: its numerator, worked out from the rate. */
    NUMERATOR,
    /** Its denominator, rounded down to tens. */
    DENOMINATOR,
    /** Its rate: a rounded share, a mean to two digits, or a rounded count. */
    RATE,
    /** The rate of the peers, in hundredths, beside an own rate alone. */
    PEERS_RATE,
    /** A sum over communes of others: nothing, and in an own row only who may see all of them. */
    SUM_OF_PEERS,
    /** Points worked out from the rounded rate. */
    WON,
    /** The points that are then lost. */
    LOST,
    /** Whether the rounded rate reaches the target. */
    MET,
    /** Shown to nobody else: the address refuses others. */
    REFUSED
  }
}
