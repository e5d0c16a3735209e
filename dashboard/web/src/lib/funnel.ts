import type { Better, FunnelAnswer } from './api';

/** A commune's share of one indicator, beside that of all. */
export interface Share {
  code: string;
  name: string;
  numerator: number;
  /** At least 1. */
  n: number;
  rate: number;
  /** Farther from the rate of all than chance explains: `behind`, or `ahead`. */
  stands: FunnelAnswer['shares'][number]['stands'];
}

/** The shares of an answer, those behind first. */
export const sharesOf = (answer: FunnelAnswer): Share[] =>
  answer.shares.map((share) => ({
    code: share.commune_code,
    name: share.name,
    numerator: share.numerator!,
    n: share.denominator!,
    rate: share.rate!,
    stands: share.stands,
  }));

/** The words for where a share stands: behind is below where more is better, and above where less is. */
export const sideOf = (stands: Share['stands'], better: Better) =>
  stands === 'within' ? 'within' : (stands === 'behind') === (better === 'higher') ? 'below' : 'above';

/** A hollow needs at least so many laggards that touch. */
const LEAST_OF_A_HOLLOW = 3;

/** Laggards that touch one another in groups: the "vùng lõm", the largest first. */
export function hollows(laggards: ReadonlySet<string>, neighbours: ReadonlyMap<string, readonly string[]>): string[][] {
  const seen = new Set<string>();
  const found: string[][] = [];
  for (const start of laggards) {
    if (seen.has(start)) continue;
    const group: string[] = [];
    const waiting = [start];
    seen.add(start);
    while (waiting.length > 0) {
      const code = waiting.pop()!;
      group.push(code);
      for (const next of neighbours.get(code) ?? []) {
        if (laggards.has(next) && !seen.has(next)) {
          seen.add(next);
          waiting.push(next);
        }
      }
    }
    if (group.length >= LEAST_OF_A_HOLLOW) found.push(group.sort());
  }
  return found.sort((a, b) => b.length - a.length || a[0]!.localeCompare(b[0]!));
}
