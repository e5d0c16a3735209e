import { onDestroy, untrack } from 'svelte';
import { leaveIfLoggedOut } from './account.svelte';
import type { Problem } from './api';
import { pulse } from './pulse.svelte';

/** problem: what the server said; null when it said nothing. */
export type Failure = { kind: 'refused' | 'forbidden' | 'network' | 'database'; problem: Problem | null };

const RETRY_MS = 2_000;

/** One address of the API: its latest good answer, and what went wrong since. */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** True until the answer is to what was asked for. */
  loading = $state(true);

  #address: string | null = null;
  #request: AbortController | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** Asks for an address; nothing happens when it is the one on show. Null: nothing is wanted. */
  ask(address: string | null): void {
    if (address === this.#address) return;
    this.stop();
    // Figures of another period may stand until the new ones come; those of another place never stand under the name of this one.
    if (apartFromPeriod(address) !== apartFromPeriod(this.#address)) this.data = null;
    this.#address = address;
    this.failure = null;
    this.loading = address !== null;
    if (address !== null) void this.#load();
  }

  /** Asks again, unless an answer is on its way. */
  refresh(): void {
    if (this.#address !== null && this.#request === null) void this.#load();
  }

  stop(): void {
    this.#request?.abort();
    this.#request = null;
    clearTimeout(this.#retry);
  }

  async #load(): Promise<void> {
    clearTimeout(this.#retry);
    const request = new AbortController();
    this.#request = request;
    const done = await answer<T>(this.#address!, request.signal);
    if (request.signal.aborted) return;
    this.#request = null;
    this.loading = false;
    if ('data' in done) {
      this.data = done.data;
      this.failure = null;
      return;
    }
    this.failure = done;
    if (done.kind === 'refused' || done.kind === 'forbidden') this.data = null;
    else this.#retry = setTimeout(() => void this.#load(), RETRY_MS);
  }
}

const apartFromPeriod = (address: string | null) => address?.replace(/([?&])(period|peers)=[^&]*/g, '$1') ?? null;

async function answer<T>(address: string, signal: AbortSignal): Promise<{ data: T } | Failure> {
  try {
    const response = await fetch(address, { signal });
    if (response.ok) return { data: (await response.json()) as T };
    const problem = (await response.json()) as Problem;
    leaveIfLoggedOut(problem);
    const kind = response.status === 403 ? 'forbidden' : response.status < 500 ? 'refused' : 'database';
    return { kind, problem };
  } catch {
    return { kind: 'network', problem: null };
  }
}

/** A resource that follows an address and stays as fresh as the board, for as long as the component lives. */
export function resource<T>(address: () => string | null): Resource<T> {
  const made = new Resource<T>();
  $effect(() => made.ask(address()));
  $effect(() => {
    if (pulse.beat > 0) untrack(() => made.refresh());
  });
  onDestroy(() => made.stop());
  return made;
}
