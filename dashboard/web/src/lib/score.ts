import type { Indicator } from './api';
import type { MessageKey } from './i18n/messages';

/** The share an indicator reached, 0 to 1; null when its denominator is zero, or not for this visitor to see. */
export function shareOf(indicator: Indicator): number | null {
  return indicator.numerator === null || !indicator.denominator ? null : indicator.numerator / indicator.denominator;
}

/** Why a commune has no rank, in words that hold beside its number of dossiers. */
export function reasonKey(reason: string | null, n: number): MessageKey {
  if (reason === 'not_enough_data') return 'reason.not_enough_data';
  return n > 0 ? 'reason.no_score' : 'reason.no_data';
}

/** Whether a rate or score of so many cases says little: it is marked, or left out. */
export const isSmall = (n: number | null | undefined, minimum: number) => n !== null && n !== undefined && n < minimum;
