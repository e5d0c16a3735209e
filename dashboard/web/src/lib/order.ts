import type { GroupedRow, Row } from './api';
import { collator } from './format';
import type { Language } from './i18n/messages';
import { shareWon } from './catalogue';

const byRank = (a: Row, b: Row) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.code < b.code ? -1 : 1);

/** Orders rows by a column; rows without a value come last whichever way the order runs. */
export function order(rows: readonly GroupedRow[], column: string, reversed: boolean, language: Language): GroupedRow[] {
  if (column === 'name') {
    const { compare } = collator(language);
    const sign = reversed ? -1 : 1;
    return [...rows].sort((a, b) => sign * compare(a.name, b.name) || byRank(a, b));
  }
  const value = (row: GroupedRow): number | null => {
    switch (column) {
      case 'rank': return row.rank;
      case 'score': return row.score;
      case 'n': return row.n;
      case 'move': return row.movement;
      default: {
        const group = row.groups.find((candidate) => candidate.id === column);
        return group ? shareWon(group) : null;
      }
    }
  };
  // Everything but a rank is read from the greatest downwards at first.
  const sign = reversed ? -1 : 1;
  return [...rows].sort((a, b) => {
    const left = value(a);
    const right = value(b);
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byRank(a, b);
    return sign * (column === 'rank' ? left - right : right - left) || byRank(a, b);
  });
}

/** What aria-sort says of a column. */
export function ariaSort(column: string, current: string, reversed: boolean): 'ascending' | 'descending' | 'none' {
  if (column !== current) return 'none';
  const upwards = (column === 'rank' || column === 'name') !== reversed;
  return upwards ? 'ascending' : 'descending';
}
