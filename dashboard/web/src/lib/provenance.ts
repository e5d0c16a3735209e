import { clock, dateOf } from './format';
import { t } from './i18n/index.svelte';
import { shell } from './shell.svelte';

/** Where the figures on show come from; stands below whatever is taken out of the board. */
export function provenance(): string {
  const head = shell.board.head;
  const asOf = head ? new Date(head.as_of) : null;
  return t('export.provenance', {
    place: shell.placeName,
    period: shell.span + (head?.provisional ? ` (${t('hero.provisional')})` : ''),
    moment: asOf ? `${clock(asOf)} ${dateOf(asOf)}` : '–',
    load: shell.catalogue.data?.catalogue ?? '–',
  });
}

/** The moment that figures are of, where they are of no period. */
export function asOf(moment: string | undefined): string {
  if (moment === undefined) return '…';
  const at = new Date(moment);
  return t('method.asof', { time: clock(at), date: dateOf(at) });
}
