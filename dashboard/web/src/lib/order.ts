import type { Row } from './api';
import { collator } from './format';
import type { Language } from './i18n/messages';
import { shareWon } from './catalogue';

const byRank = (a: Row, b: Row) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.code < b.code ? -1 : 1);

/** Orders rows by a column, which may be a group; rows without a value come last whichever way the order runs. */
export function order(rows: readonly Row[], column: string, reversed: boolean, language: Language): Row[] {
  if (column === 'name') {
    const { compare } = collator(language);
    const sign = reversed ? -1 : 1;
    return [...rows].sort((a, b) => sign * compare(a.name, b.name) || byRank(a, b));
  }
  const value = (row: Row): number | null => {
    switch (column) {
      case 'rank':
        return row.rank;
      case 'score':
        return row.score;
      case 'n':
        return row.n;
      case 'move':
        return row.movement;
      default: {
        const group = row.groups.find((candidate) => candidate.id === column);
        return group ? shareWon(group) : null;
      }
    }
  };
  // Everything but a rank is read from the greatest downwards at first.
  const sign = reversed ? -1 : 1;
  return rows
    .map((row) => ({ row, value: value(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || byRank(a.row, b.row);
      return sign * (column === 'rank' ? a.value - b.value : b.value - a.value) || byRank(a.row, b.row);
    })
    .map(({ row }) => row);
}

/** What aria-sort says of a column. */
export function ariaSort(column: string, current: string, reversed: boolean): 'ascending' | 'descending' | 'none' {
  if (column !== current) return 'none';
  const upwards = (column === 'rank' || column === 'name') !== reversed;
  return upwards ? 'ascending' : 'descending';
}
