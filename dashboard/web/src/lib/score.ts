import type { Indicator, Row } from './api';
import type { MessageKey } from './i18n/messages';

/** The share an indicator reached, 0 to 1; null when its denominator is zero, or not for this visitor to see. */
export function shareOf(indicator: Indicator): number | null {
  return indicator.numerator === null || !indicator.denominator ? null : indicator.numerator / indicator.denominator;
}

/** Numerator and denominator of one indicator added up over all communes. */
export function total(rows: readonly Row[], id: string): { numerator: number; denominator: number } {
  let numerator = 0;
  let denominator = 0;
  for (const row of rows) {
    const indicator = row.indicators.find((candidate) => candidate.id === id);
    if (indicator && indicator.numerator !== null && indicator.denominator !== null) {
      numerator += indicator.numerator;
      denominator += indicator.denominator;
    }
  }
  return { numerator, denominator };
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Why a commune has no rank, in words that hold beside its number of dossiers. */
export function reasonKey(reason: string | null, n: number): MessageKey {
  if (reason === 'not_enough_data') return 'reason.not_enough_data';
  return n > 0 ? 'reason.no_score' : 'reason.no_data';
}

/** Whether a rate or score of so many cases says little: it is marked, or left out. */
export const isSmall = (n: number | null | undefined, minimum: number) => n !== null && n !== undefined && n < minimum;
