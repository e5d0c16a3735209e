/** Beats when figures may have changed, so that what is on show is asked for again. */
class Pulse {
  beat = $state(0);
  #last = 0;
  #next: ReturnType<typeof setTimeout> | undefined;

  /** Something changed: beats now, or, so that a busy day does not keep every page loading, a little later. */
  touch(): void {
    clearTimeout(this.#next);
    const wait = this.#last + EVERY_MS - Date.now();
    if (wait > 0) {
      this.#next = setTimeout(() => this.touch(), wait);
    } else {
      this.#last = Date.now();
      this.beat++;
    }
  }
}

const EVERY_MS = 10_000;

export const pulse = new Pulse();
