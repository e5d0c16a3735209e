package vn.cds.simulator.source;

import vn.cds.simulator.lifecycle.Draft;

/** Valid events in the order in which they are sent. */
public interface Source {

  /** The next event, or null when there are no more. */
  Draft next();
}
