import { tick } from 'svelte';
import type { View } from './view';

/** Something on the page that asks the server what is chosen. */
export interface Part {
  /** True until the answer to what is chosen has come. */
  readonly pending: boolean;
  /** True when what is on show could not be asked for again. */
  readonly stale: boolean;
  /** Puts on show what has come. */
  show(): void;
}

/**
 * Keeps headings and figures together: when somebody chooses another place, period or frame, all that is on show stays until every
 * part of the page has its answer; then all of it changes at once.
 */
class Choice {
  /** What the figures on show are of, while those of another choice are on their way; null: what is chosen is on show. */
  kept = $state.raw<View | null>(null);
  /** Whether some part shows figures that it could not ask for again. */
  stale = $state(false);
  #parts = new Set<Part>();

  join(part: Part): void {
    this.#parts.add(part);
  }

  leave(part: Part): void {
    this.#parts.delete(part);
    this.#settle();
  }

  /** Something else was chosen. */
  begin(before: View): void {
    this.kept ??= before;
    this.#settle();
  }

  /** A part has its answer, or wants none. */
  answered(part: Part): void {
    if (this.kept === null) part.show();
    this.#settle();
  }

  #settle(): void {
    // What a part asks for may follow from what another one was told: first they all ask.
    void tick().then(() => {
      const parts = [...this.#parts];
      if (this.kept !== null && !parts.some((part) => part.pending)) {
        for (const part of parts) part.show();
        this.kept = null;
      }
      this.stale = parts.some((part) => part.stale);
    });
  }
}

export const choice = new Choice();
