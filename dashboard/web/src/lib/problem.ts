import type { Problem } from './api';
import { t } from './i18n/index.svelte';
import { messages, type MessageKey } from './i18n/messages';

const known = (key: string): key is MessageKey => key in messages.vi;

/** What the reader can do about a problem, in the language of the page: the server's sentences are English and for programs. */
export function problemText(problem: Problem): string {
  if (problem.error === 'not_found' && problem.parameter)
    return t(problem.parameter === 'source' ? 'error.unknown_source' : 'error.unknown_commune');
  const key = `error.${problem.error}`;
  const part = `part.${problem.parameter}`;
  return t(known(key) ? key : 'error.other', { part: t(known(part) ? part : 'part.other') });
}
