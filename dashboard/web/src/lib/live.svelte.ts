import type { Head, Leaderboard, Problem, Row } from './api';
import { leaveIfLoggedOut } from './account.svelte';
import type { Failure } from './resource.svelte';

export type Connection = 'connecting' | 'open' | 'lost';

/** The server sends a heartbeat every 5 s; after this long without a word the line is taken for dead. */
const SILENCE_MS = 15_000;
const RETRY_MS = 2_000;
/** How long a page may be hidden before it gives its line to the server back. */
const REST_AFTER_MS = 30_000;
/** How long a row that changed stays marked. */
const MARK_MS = 2_500;
/** When more rows than this change at once there is nothing to point at, and to animate all of them keeps a computer busy. */
const MOST_MARKED = 30;

type Change = Head & { rows: Row[]; removed: string[] };

/**
 * One leaderboard, kept up to date. Changes are merged at once, or, while somebody holds the table
 * (paused, or the focus is in it), collected until it is let go.
 */
export class LiveBoard {
  head = $state.raw<Head | null>(null);
  rows = $state.raw<readonly Row[]>([]);
  /** Codes of the rows that changed just now. */
  changed = $state.raw<ReadonlySet<string>>(new Set());
  failure = $state.raw<Failure | null>(null);
  connection = $state<Connection>('connecting');
  /** True until the rows are those that were asked for. */
  loading = $state(true);
  /** When the table began to stand still because of the pause button; null while it runs. */
  pausedAt = $state<Date | null>(null);
  /** Number of communes with changes that are not shown yet. */
  waiting = $state(0);
  /** The server's time, to the second. */
  now = $state(new Date());

  #query = '';
  #clockOffset = 0;
  #byCode = new Map<string, Row>();
  #pendingRows = new Map<string, Row | null>();
  #pendingHead: Head | null = null;
  #focused = false;
  #source: EventSource | null = null;
  #request: AbortController | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #unmark: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #resting = false;
  #tick: ReturnType<typeof setInterval> | undefined;

  get held(): boolean {
    return this.pausedAt !== null || this.#focused;
  }

  /** Begins to follow the leaderboard of the given query string (`province=38&period=today`). */
  follow(query: string): void {
    this.stop();
    this.#resting = false;
    this.#query = query;
    this.failure = null;
    this.loading = true;
    this.connection = 'connecting';
    this.#tick = setInterval(() => this.#onTick(), 1_000);
    void this.#load();
  }

  stop(): void {
    this.#source?.close();
    this.#source = null;
    this.#request?.abort();
    clearTimeout(this.#retry);
    clearInterval(this.#tick);
  }

  /** Lets go of the line after a while, as nobody is looking. */
  rest(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#resting = true;
      this.stop();
    }, REST_AFTER_MS);
  }

  /** Somebody is looking again. */
  wake(): void {
    clearTimeout(this.#rest);
    if (this.#resting) this.follow(this.#query);
  }

  retry(): void {
    this.follow(this.#query);
  }

  pause(): void {
    this.pausedAt = this.now;
  }

  resume(): void {
    this.pausedAt = null;
    this.#releaseIfFree();
  }

  /** While the focus is within the table its rows stay where they are. */
  focus(inside: boolean): void {
    this.#focused = inside;
    this.#releaseIfFree();
  }

  /** Shows what has been collected, even while the table is held. */
  release(): void {
    const head = this.#pendingHead;
    if (!head) return;
    const marked = new Set<string>();
    for (const [code, row] of this.#pendingRows) {
      if (row === null) this.#byCode.delete(code);
      else this.#byCode.set(code, row);
      marked.add(code);
    }
    this.#pendingRows = new Map();
    this.#pendingHead = null;
    this.waiting = 0;
    this.head = head;
    if (marked.size > 0) {
      this.rows = [...this.#byCode.values()];
      this.#mark(marked);
    }
  }

  #releaseIfFree(): void {
    if (!this.held) this.release();
  }

  async #load(): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    let failure: Failure;
    try {
      const response = await fetch('/api/v1/board' + this.#query, { signal: request.signal });
      if (response.ok) {
        this.#replace((await response.json()) as Leaderboard);
        this.#listen();
        return;
      }
      const problem = (await response.json()) as Problem;
      leaveIfLoggedOut(problem);
      failure = { kind: response.status < 500 ? 'refused' : 'database', problem };
    } catch {
      if (request.signal.aborted) return;
      failure = { kind: 'network', problem: null };
    }
    this.failure = failure;
    this.connection = failure.kind === 'network' ? 'lost' : this.connection;
    if (failure.kind !== 'refused') this.#retry = setTimeout(() => void this.#load(), RETRY_MS);
  }

  #listen(): void {
    const after = this.#pendingHead?.id ?? this.head?.id ?? '';
    const separator = this.#query ? '&' : '?';
    const source = new EventSource(`/api/v1/stream${this.#query}${separator}after=${encodeURIComponent(after)}`);
    this.#source?.close();
    this.#source = source;
    this.#heardAt = Date.now();
    source.onopen = () => this.#heard();
    source.onerror = () => {
      this.connection = 'lost';
      // The browser itself tries again unless the server answered with an error.
      if (source.readyState === EventSource.CLOSED) this.#reconnect();
    };
    source.addEventListener('snapshot', (event) => {
      this.#heard();
      this.#replace(JSON.parse(event.data) as Leaderboard);
    });
    source.addEventListener('change', (event) => {
      this.#heard();
      this.#merge(JSON.parse(event.data) as Change);
    });
    source.addEventListener('heartbeat', (event) => {
      this.#heard();
      const pulse = JSON.parse(event.data) as { server_time: string; as_of: string };
      this.#setClock(pulse.server_time);
      if (this.head && !this.held) this.head = { ...this.head, as_of: pulse.as_of };
    });
  }

  #reconnect(): void {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#load(), RETRY_MS);
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.connection = 'open';
  }

  /** A whole leaderboard: while the table is held, only what differs is collected. */
  #replace(board: Leaderboard): void {
    this.failure = null;
    this.loading = false;
    this.#setClock(board.server_time);
    const { rows, ...head } = board;
    const known = this.head;
    const same = known && known.province === head.province && known.from === head.from && known.to === head.to;
    if (same && this.held) {
      const gone = new Set(this.#byCode.keys());
      for (const row of rows) {
        gone.delete(row.code);
        if (JSON.stringify(this.#byCode.get(row.code)) !== JSON.stringify(row)) this.#pendingRows.set(row.code, row);
      }
      for (const code of gone) this.#pendingRows.set(code, null);
      this.#collect(head);
      return;
    }
    this.#pendingRows = new Map();
    this.#pendingHead = null;
    this.waiting = 0;
    this.#byCode = new Map(rows.map((row) => [row.code, row]));
    this.head = head;
    this.rows = rows;
  }

  #merge(change: Change): void {
    const { rows, removed, ...head } = change;
    this.#setClock(head.server_time);
    for (const row of rows) this.#pendingRows.set(row.code, row);
    for (const code of removed) this.#pendingRows.set(code, null);
    this.#collect(head);
  }

  #collect(head: Head): void {
    this.#pendingHead = head;
    this.waiting = this.#pendingRows.size;
    // Without changed rows there is nothing that could jump; and whether the database answers is never held back.
    if (!this.held || this.waiting === 0) this.release();
    else if (this.head && this.head.fresh !== head.fresh) this.head = { ...this.head, fresh: head.fresh };
  }

  #mark(codes: ReadonlySet<string>): void {
    this.changed = codes.size > MOST_MARKED ? new Set() : codes;
    clearTimeout(this.#unmark);
    this.#unmark = setTimeout(() => (this.changed = new Set()), MARK_MS);
  }

  #setClock(serverTime: string): void {
    this.#clockOffset = Date.parse(serverTime) - Date.now();
    this.now = new Date(Date.now() + this.#clockOffset);
  }

  #onTick(): void {
    this.now = new Date(Date.now() + this.#clockOffset);
    if (this.#source && Date.now() - this.#heardAt > SILENCE_MS) {
      this.connection = 'lost';
      this.#reconnect();
    }
  }
}
