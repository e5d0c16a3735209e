package vn.cds.simulator;

/** Valid events in the order in which they are sent. */
interface Source {

  /** The next event, or null when there are no more. */
  Draft next();
}
