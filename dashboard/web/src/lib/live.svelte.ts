import type { Change, Head, Heartbeat, Leaderboard, Row } from './api';
import { choice, type Part } from './choice.svelte';
import { Condition, type Trouble } from './condition';
import { answer, isPassing, later, listen, Question, RETRY_MS, type Failure } from './question';

/** The server sends a heartbeat every 5 s; after this long without a word the line is taken for dead. */
const SILENCE_MS = 15_000;
/** An answer that takes longer than this is said to be slow. */
const SLOW_MS = 3_000;
/** How long a page may be hidden before it gives its line to the server back. */
const REST_AFTER_MS = 30_000;
/** How long a row that changed stays marked. */
const MARK_MS = 2_500;
/** When more rows than this change at once there is nothing to point at, and to animate all of them keeps a computer busy. */
const MOST_MARKED = 30;

/**
 * One leaderboard, kept up to date. Changes are merged at once, or, while somebody holds the table
 * (paused, or the focus is in it), collected until it is let go.
 */
export class LiveBoard implements Part {
  head = $state.raw<Head | null>(null);
  rows = $state.raw<readonly Row[]>([]);
  /** The head of what was asked for; null until it is known. It is on show as soon as all else is, too. */
  asked = $state.raw<Head | null>(null);
  /** Codes of the rows that changed just now. */
  changed = $state.raw<ReadonlySet<string>>(new Set());
  failure = $state.raw<Failure | null>(null);
  /** Whether events come. */
  connected = $state(false);
  /** What is wrong, as it is to be said. */
  trouble = $state<Trouble | null>(null);
  /** When the table began to stand still because of the pause button; null while it runs. */
  pausedAt = $state<Date | null>(null);
  /** Number of communes with changes that are not shown yet. */
  waiting = $state(0);
  /** The server's time, to the second. */
  now = $state(new Date());
  pending = false;
  readonly stale = false;

  #query = '';
  #clockOffset = 0;
  #byCode = new Map<string, Row>();
  #pendingRows = new Map<string, Row | null>();
  #pendingHead: Head | null = null;
  /** What has come but is not on show yet; without a head when it was refused. */
  #next: { head: Head | null; byCode: Map<string, Row> } | null = null;
  #focused = false;
  #question = new Question();
  #condition = new Condition();
  /** Whether the server says that it can read ClickHouse. */
  #readable = true;
  #unmark: ReturnType<typeof setTimeout> | undefined;
  #lost = false;
  #askedAt = 0;
  #heardAt = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #resting = false;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor() {
    choice.join(this);
  }

  /** Why the server does not answer what was asked for, however often it is asked. */
  get refused(): Failure | null {
    return this.failure && !isPassing(this.failure) ? this.failure : null;
  }

  get held(): boolean {
    return this.pausedAt !== null || this.#focused;
  }

  /** Begins to follow the leaderboard of the given query string (`province=38&period=today`). */
  follow(query: string): void {
    this.stop();
    this.#resting = false;
    if (query !== this.#query) {
      this.#query = query;
      this.#next = null;
      this.asked = null;
      this.pending = true;
    }
    this.failure = null;
    this.#lost = false;
    this.#tick = setInterval(() => this.#onTick(), 1_000);
    void this.#load();
  }

  stop(): void {
    this.#question.stop();
    this.connected = false;
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

  show(): void {
    const next = this.#next;
    if (next === null) return;
    this.#next = null;
    this.#pendingRows = new Map();
    this.#pendingHead = null;
    this.waiting = 0;
    this.changed = new Set();
    this.#byCode = next.byCode;
    this.head = next.head;
    this.rows = [...next.byCode.values()];
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
    this.head = this.asked = head;
    if (marked.size > 0) {
      this.rows = [...this.#byCode.values()];
      this.#mark(marked);
    }
  }

  #releaseIfFree(): void {
    if (!this.held) this.release();
  }

  async #load(): Promise<void> {
    const question = this.#question.begin();
    this.#askedAt = Date.now();
    const done = await answer<Leaderboard>('/api/v1/board' + this.#query, question);
    if (done === null) return;
    if ('data' in done) {
      this.#readable = done.data.fresh;
      this.#replace(done.data);
      this.#listen(question);
    } else {
      this.failure = done;
      if (this.refused) this.#arrive({ head: null, byCode: new Map() });
      else this.#again(question);
    }
    this.#judge();
  }

  #listen(question: AbortSignal): void {
    const after = this.#pendingHead?.id ?? this.asked?.id ?? '';
    const separator = this.#query ? '&' : '?';
    this.#askedAt = Date.now();
    const source = listen(`/api/v1/stream${this.#query}${separator}after=${encodeURIComponent(after)}`, question, {
      open: () => this.#heard(),
      snapshot: (data) => {
        this.#heard();
        this.#replace(JSON.parse(data) as Leaderboard);
      },
      change: (data) => {
        this.#heard();
        this.#merge(JSON.parse(data) as Change);
      },
      heartbeat: (data) => {
        this.#heard();
        const beat = JSON.parse(data) as Heartbeat;
        this.#setClock(beat.server_time);
        this.#readable = beat.fresh;
        if (this.head && !this.held && !this.#next && !this.pending && beat.as_of) this.head = { ...this.head, as_of: beat.as_of };
        this.#judge();
      },
      error: () => {
        this.#lose();
        // The browser itself tries again unless the server answered with an error.
        if (source.readyState === EventSource.CLOSED) this.#again(question);
      },
    });
  }

  #again(question: AbortSignal): void {
    later(RETRY_MS, question, () => void this.#load());
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.#lost = false;
    this.connected = true;
    this.#judge();
  }

  #lose(): void {
    this.#lost = true;
    this.connected = false;
    this.#judge();
  }

  /** A whole leaderboard: while the table is held, only what differs is collected. */
  #replace(board: Leaderboard): void {
    this.failure = null;
    this.#setClock(board.server_time);
    const { rows, ...head } = board;
    this.#readable = head.fresh;
    const known = this.head;
    const same = known && known.province === head.province && known.from === head.from && known.to === head.to;
    if (same && this.held && !this.pending) {
      const gone = new Set(this.#byCode.keys());
      for (const row of rows) {
        gone.delete(row.code);
        if (JSON.stringify(this.#byCode.get(row.code)) !== JSON.stringify(row)) this.#pendingRows.set(row.code, row);
      }
      for (const code of gone) this.#pendingRows.set(code, null);
      this.#collect(head);
      return;
    }
    this.#arrive({ head, byCode: new Map(rows.map((row) => [row.code, row])) });
  }

  #arrive(next: { head: Head | null; byCode: Map<string, Row> }): void {
    const first = this.pending;
    this.pending = false;
    this.#next = next;
    this.asked = next.head;
    if (first || choice.kept !== null) choice.answered(this);
    else this.show();
  }

  #merge(change: Change): void {
    const { rows, removed, ...head } = change;
    this.#setClock(head.server_time);
    this.#readable = head.fresh;
    this.#judge();
    if (this.#next) {
      for (const row of rows) this.#next.byCode.set(row.code, row);
      for (const code of removed) this.#next.byCode.delete(code);
      this.#next.head = this.asked = head;
      return;
    }
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
    if (this.connected && Date.now() - this.#heardAt > SILENCE_MS) {
      this.#lose();
      void this.#load();
    }
    this.#judge();
  }

  #judge(): void {
    this.trouble = this.#condition.see(this.#wrong(), Date.now());
  }

  #wrong(): Trouble | null {
    if (this.refused) return null;
    if (this.#lost || this.failure?.kind === 'network') return 'network';
    if (this.failure?.kind === 'database' || !this.#readable) return 'database';
    const silence = Date.now() - (this.connected ? this.#heardAt : this.#askedAt);
    // Between two heartbeats there may be nothing to say.
    return silence > (this.connected ? 3 * SLOW_MS : SLOW_MS) ? 'slow' : null;
  }
}
