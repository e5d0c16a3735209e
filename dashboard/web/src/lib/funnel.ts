import type { Better, Row } from './api';

/** A commune's share of one indicator, beside that of all. */
export interface Share {
  code: string;
  name: string;
  numerator: number;
  /** At least 1. */
  n: number;
  rate: number;
  /** Farther from the rate of all than chance explains: `behind`, or `ahead`. */
  stands: 'behind' | 'ahead' | 'within';
}

export interface Funnel {
  better: Better;
  /** Communes with fewer cases are left out. */
  minimum: number;
  /** How many are. */
  leftOut: number;
  /** Rate of the sums of all communes. */
  centre: number;
  shares: Share[];
}

/** 95 of 100 communes that only chance sets apart lie within this many standard errors. */
export const Z = 1.96;
/** 998 of 1,000. */
export const Z_WIDE = 3.09;

/** The bounds between which chance leaves a rate of n cases. */
export function bounds(centre: number, n: number, z: number): [number, number] {
  const error = z * Math.sqrt((centre * (1 - centre)) / n);
  return [Math.max(0, centre - error), Math.min(1, centre + error)];
}

/**
 * The communes' shares of an indicator. A share lies below the lower bound at z exactly when the upper Wilson bound of it at z
 * lies below the rate of all: this is the rule of docs/scoring.md by which laggards are flagged. Communes with fewer cases
 * than the minimum are left out, as are rates above 1, which are no shares.
 */
export function funnel(rows: readonly Row[], indicator: string, minimum: number, better: Better): Funnel {
  const shares: Omit<Share, 'stands'>[] = [];
  const least = Math.max(1, minimum);
  let leftOut = 0;
  for (const row of rows) {
    const found = row.indicators.find((candidate) => candidate.id === indicator);
    if (!found || found.numerator === null || found.denominator === null || found.numerator > found.denominator) continue;
    if (found.denominator < least) {
      if (found.denominator > 0) leftOut++;
      continue;
    }
    shares.push({
      code: row.code,
      name: row.name,
      numerator: found.numerator,
      n: found.denominator,
      rate: found.numerator / found.denominator,
    });
  }
  const cases = shares.reduce((sum, share) => sum + share.n, 0);
  const centre = cases === 0 ? 0 : shares.reduce((sum, share) => sum + share.numerator, 0) / cases;
  return {
    better,
    minimum: least,
    leftOut,
    centre,
    shares: shares.map((share) => {
      const [low, high] = bounds(centre, share.n, Z);
      const outside = share.rate < low ? -1 : share.rate > high ? 1 : 0;
      const good = better === 'higher' ? outside : -outside;
      return { ...share, stands: good < 0 ? 'behind' : good > 0 ? 'ahead' : 'within' };
    }),
  };
}

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

const STANDINGS = { behind: 0, within: 1, ahead: 2 } as const;

/** Those behind first, and of these the lowest rate. */
export const byStanding = (shares: readonly Share[]): Share[] =>
  [...shares].sort((a, b) => STANDINGS[a.stands] - STANDINGS[b.stands] || a.rate - b.rate || a.code.localeCompare(b.code));
