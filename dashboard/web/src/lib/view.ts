import { KINDS, PERIODS, type Kind, type Period } from './api';
import { LANGUAGES, type Language } from './i18n/messages';

export const SORTS = ['rank', 'name', 'score', 'n', 'move'] as const;
/** A column of the table, or the id of an indicator. */
export type SortColumn = string;

/** What the address says is to be seen; everything that two people must share to see the same page. */
export interface View {
  /** Null: the server's own province. */
  province: string | null;
  period: Period;
  from: string | null;
  to: string | null;
  kind: Kind | null;
  search: string;
  sort: SortColumn;
  reversed: boolean;
  /** Code of the commune whose points are spelled out. */
  open: string | null;
  language: Language | null;
}

export const START: View = {
  province: null,
  period: 'today',
  from: null,
  to: null,
  kind: null,
  search: '',
  sort: 'rank',
  reversed: false,
  open: null,
  language: null,
};

const one = <T extends string>(known: readonly T[], value: string | null): T | null =>
  known.includes(value as T) ? (value as T) : null;
const shaped = (pattern: RegExp, value: string | null) => (value !== null && pattern.test(value) ? value : null);

export function readView(search: string): View {
  const params = new URLSearchParams(search);
  const sort = shaped(/^-?[a-z0-9.]{1,8}$/, params.get('sort')) ?? 'rank';
  return {
    province: shaped(/^\d{2}$/, params.get('province')),
    period: one(PERIODS, params.get('period')) ?? START.period,
    from: shaped(/^\d{4}-\d{2}-\d{2}$/, params.get('from')),
    to: shaped(/^\d{4}-\d{2}-\d{2}$/, params.get('to')),
    kind: one(KINDS, params.get('kind')),
    search: params.get('q')?.slice(0, 60) ?? '',
    sort: sort.replace(/^-/, ''),
    reversed: sort.startsWith('-'),
    open: shaped(/^\d{5}$/, params.get('open')),
    language: one(LANGUAGES, params.get('lang')),
  };
}

/** The query part of the address, with a leading question mark, or empty; defaults are left out. */
export function writeView(view: View): string {
  const params = new URLSearchParams();
  if (view.province) params.set('province', view.province);
  if (view.period !== START.period) params.set('period', view.period);
  if (view.period === 'custom') {
    if (view.from) params.set('from', view.from);
    if (view.to) params.set('to', view.to);
  }
  if (view.kind) params.set('kind', view.kind);
  if (view.search.trim()) params.set('q', view.search.trim());
  if (view.sort !== START.sort || view.reversed) params.set('sort', (view.reversed ? '-' : '') + view.sort);
  if (view.open) params.set('open', view.open);
  if (view.language) params.set('lang', view.language);
  const text = params.toString();
  return text ? '?' + text : '';
}
