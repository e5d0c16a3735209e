/** What is wrong between the page and its figures; `slow`: an answer is awaited for longer than usual. */
export type Trouble = 'slow' | 'network' | 'database';

/** What has been wrong for less than this is said to be slow. */
export const PATIENCE_MS = 10_000;
/** After a trouble it must be well for this long: what comes and goes is slow, too. */
export const CALM_MS = 5_000;

/** What to say of the line to the figures, so that it does not flicker: first that it is slow, only then that it is broken. */
export class Condition {
  #troubledAt: number | null = null;
  #calmAt: number | null = null;
  #restless = false;

  /** @returns what to say at a time in milliseconds; null: all is well */
  see(trouble: Trouble | null, at: number): Trouble | null {
    if (trouble === 'slow') return trouble;
    if (trouble !== null) {
      this.#restless = true;
      this.#calmAt = null;
      this.#troubledAt ??= at;
      return at - this.#troubledAt < PATIENCE_MS ? 'slow' : trouble;
    }
    this.#troubledAt = null;
    if (!this.#restless) return null;
    this.#calmAt ??= at;
    if (at - this.#calmAt < CALM_MS) return 'slow';
    this.#restless = false;
    return null;
  }
}
