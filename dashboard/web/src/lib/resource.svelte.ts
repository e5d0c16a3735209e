import { onDestroy, untrack } from 'svelte';
import { choice, type Part } from './choice.svelte';
import { pulse } from './pulse.svelte';
import { answer, isPassing, later, Question, RETRY_MS, type Failure } from './question';

/** One address of the API: its latest good answer, and what went wrong since. */
export class Resource<T> implements Part {
  data = $state.raw<T | null>(null);
  failure = $state.raw<Failure | null>(null);
  pending = false;

  #address: string | null = null;
  /** Which address the data on show are of. */
  #shown: string | null = null;
  #question = new Question();
  #asking = false;
  /** What has come but is not on show yet. */
  #next: { data: T } | Failure | null = null;

  constructor() {
    choice.join(this);
  }

  get stale(): boolean {
    return this.failure !== null && this.data !== null;
  }

  /** Asks for an address; nothing happens when it was asked for already. Null: nothing is wanted. */
  ask(address: string | null): void {
    if (address === this.#address) return;
    this.#question.stop();
    this.#asking = false;
    this.#next = null;
    this.#address = address;
    this.pending = address !== null;
    if (address === null) choice.answered(this);
    else void this.#load();
  }

  /** Asks again, unless an answer is on its way. */
  refresh(): void {
    if (this.#address !== null && !this.#asking) void this.#load();
  }

  stop(): void {
    this.#question.stop();
    choice.leave(this);
  }

  show(): void {
    const next = this.#next;
    this.#next = null;
    if (next === null) {
      // Nothing has come since: what is on show stays unless it is no longer wanted.
      if (this.#address === null) this.data = this.failure = null;
    } else if ('data' in next) {
      this.data = next.data;
      this.failure = null;
      this.#shown = this.#address;
    } else {
      this.failure = next;
      const gone = !isPassing(next);
      // Figures of one thing never stand under the name of another.
      if (gone || this.#shown !== this.#address) this.data = null;
    }
  }

  async #load(): Promise<void> {
    const question = this.#question.begin();
    this.#asking = true;
    const done = await answer<T>(this.#address!, question);
    if (done === null) return;
    this.#asking = false;
    this.pending = false;
    this.#next = done;
    if ('kind' in done && isPassing(done)) later(RETRY_MS, question, () => void this.#load());
    // While other figures are on show, new ones of the same address are none of the new choice.
    if (this.#address === this.#shown) this.show();
    choice.answered(this);
  }
}

/** A resource that follows an address and stays as fresh as the board, for as long as the component lives. */
export function resource<T>(address: () => string | null): Resource<T> {
  const made = new Resource<T>();
  $effect(() => {
    const wanted = address();
    untrack(() => made.ask(wanted));
  });
  $effect(() => {
    if (pulse.beat > 0) untrack(() => made.refresh());
  });
  onDestroy(() => made.stop());
  return made;
}
