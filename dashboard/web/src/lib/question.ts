import type { Problem } from './api';
import { leaveIfLoggedOut } from './account.svelte';

/** problem: what the server said; null when it said nothing. */
export type Failure = { kind: 'refused' | 'forbidden' | 'network' | 'database'; problem: Problem | null };

/** Whether it is worth while to ask again. */
export const isPassing = (failure: Failure) => failure.kind === 'network' || failure.kind === 'database';

/** What went wrong is asked again after this long. */
export const RETRY_MS = 2_000;

/**
 * One question to the server at a time: whoever asks anew, or stops, ends the question before, and whatever belongs to it: its answer,
 * its stream, its timers. Nothing of it is heard afterwards.
 */
export class Question {
  #asked = new AbortController();

  /** Ends the question before and begins another one. */
  begin(): AbortSignal {
    this.stop();
    this.#asked = new AbortController();
    return this.#asked.signal;
  }

  stop(): void {
    this.#asked.abort();
  }
}

/** The answer to a question; null when the question has ended. */
export async function answer<T>(address: string, question: AbortSignal): Promise<{ data: T } | Failure | null> {
  let answered: { data: T } | Failure;
  try {
    const response = await fetch(address, { signal: question });
    if (response.ok) {
      answered = { data: (await response.json()) as T };
    } else {
      const problem = (await response.json()) as Problem;
      if (!question.aborted) leaveIfLoggedOut(problem);
      const kind = response.status === 403 ? 'forbidden' : response.status < 500 ? 'refused' : 'database';
      answered = { kind, problem };
    }
  } catch {
    answered = { kind: 'network', problem: null };
  }
  return question.aborted ? null : answered;
}

/** Does something later, unless the question has ended by then. */
export function later(milliseconds: number, question: AbortSignal, action: () => void): void {
  const cancel = () => clearTimeout(timer);
  const timer = setTimeout(() => {
    question.removeEventListener('abort', cancel);
    action();
  }, milliseconds);
  question.addEventListener('abort', cancel);
  if (question.aborted) cancel();
}

/** Server-sent events, for as long as the question stands. */
export function listen(address: string, question: AbortSignal, events: Record<string, (data: string) => void>): EventSource {
  const source = new EventSource(address);
  for (const [name, heard] of Object.entries(events)) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      if (!question.aborted) heard(event.data);
    });
  }
  question.addEventListener('abort', () => source.close(), { once: true });
  return source;
}
