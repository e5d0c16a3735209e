import { KINDS, PERIODS, type Kind, type Period } from './api';
import { LANGUAGES, type Language } from './i18n/messages';

/** Pages and the beginning of their addresses. */
export const PAGES = {
  leaderboard: '/',
  map: '/map',
  commune: '/communes/',
  compare: '/compare',
  recognition: '/recognition',
  alerts: '/alerts',
  live: '/live',
  data: '/data',
  sources: '/sources',
  source: '/sources/',
  methods: '/methods',
} as const;
export type PageName = keyof typeof PAGES;

/** Pages of one thing, which are reached from where it is named. */
export const PAGES_OF_ONE = ['commune', 'source'] as const satisfies readonly PageName[];

/** Pages that can be chosen. */
export const CHOICES = (Object.keys(PAGES) as PageName[]).filter((page) => !(PAGES_OF_ONE as readonly PageName[]).includes(page));

/** Among whom communes are compared. */
export const PEERS = ['province', 'kind', 'former-district', 'size'] as const;
export type Peers = (typeof PEERS)[number];

/** How many minutes back the live page looks. */
export const MINUTES = [10, 30, 60] as const;
export type Minutes = (typeof MINUTES)[number];

export const SORTS = ['rank', 'name', 'score', 'n', 'move'] as const;
/** A column of the table, or the id of a group of indicators. */
export type SortColumn = string;

/** What the address says is to be seen; everything that two people must share to see the same page. */
export interface View {
  page: PageName;
  /** A path that leads nowhere; null: it leads to the page. */
  unknown: string | null;
  /** Two digits, or COUNTRY; null: the server's own province. */
  province: string | null;
  period: Period;
  from: string | null;
  to: string | null;
  language: Language | null;
  /** Pages that a wall shows in turn; empty: no wall. */
  wall: readonly PageName[];
  /** Seconds that a wall shows each page for. */
  every: number;

  /** Of the leaderboard. */
  kind: Kind | null;
  search: string;
  sort: SortColumn;
  reversed: boolean;
  /** Code of the commune whose points are spelled out. */
  open: string | null;

  /** Of a commune's page: its code. */
  commune: string | null;
  /** Of the page of a system that sends: its name. */
  source: string | null;
  /** Frame of the catalogue that judges; null: its first. */
  frame: string | null;
  peers: Peers;
  /** Indicator whose days are spelled out, or that is drawn. */
  indicator: string | null;
  /** Codes of the communes that are compared. */
  communes: readonly string[];
  /** Of the live page. */
  minutes: Minutes;
}

export const START: View = {
  page: 'leaderboard',
  unknown: null,
  province: null,
  period: 'today',
  from: null,
  to: null,
  language: null,
  wall: [],
  every: 20,
  kind: null,
  search: '',
  sort: 'rank',
  reversed: false,
  open: null,
  commune: null,
  source: null,
  frame: null,
  peers: 'province',
  indicator: null,
  communes: [],
  minutes: 10,
};

/** What figures are of; all else of a view only says where to look at them. */
const SCOPE = ['province', 'period', 'from', 'to', 'frame', 'peers', 'minutes'] as const satisfies readonly (keyof View)[];

/** Whether the same figures are asked for. */
export const sameScope = (one: View, other: View) =>
  SCOPE.every((part) => one[part] === other[part]) && one.communes.join() === other.communes.join();

const MOST_COMPARED = 5;

const one = <T extends string>(known: readonly T[], value: string | null): T | null => (known.includes(value as T) ? (value as T) : null);
const shaped = (pattern: RegExp, value: string | null) => (value !== null && pattern.test(value) ? value : null);

export function readView(path: string, search: string): View {
  const params = new URLSearchParams(search);
  const commune = /^\/communes\/(\d{5})$/.exec(path)?.[1] ?? null;
  const source = /^\/sources\/([a-z0-9][a-z0-9.-]{0,39})$/.exec(path)?.[1] ?? null;
  const sort = shaped(/^-?[a-z0-9.-]{1,40}$/, params.get('sort')) ?? 'rank';
  const minutes = Number(params.get('minutes'));
  const every = Number(shaped(/^\d{1,4}$/, params.get('every')) ?? START.every);
  const chosen = CHOICES.find((name) => PAGES[name] === path) ?? (path === '/index.html' ? START.page : undefined);
  const page = commune ? 'commune' : source ? 'source' : chosen;
  return {
    unknown: page ? null : path,
    page: page ?? START.page,
    province: shaped(/^(\d{2}|VN)$/, params.get('province')),
    period: one(PERIODS, params.get('period')) ?? START.period,
    from: shaped(/^\d{4}-\d{2}-\d{2}$/, params.get('from')),
    to: shaped(/^\d{4}-\d{2}-\d{2}$/, params.get('to')),
    language: one(LANGUAGES, params.get('lang')),
    wall: (params.get('wall') ?? '').split(',').flatMap((name) => one(CHOICES, name) ?? []),
    every: Math.max(3, every),
    kind: one(KINDS, params.get('kind')),
    search: params.get('q')?.slice(0, 60) ?? '',
    sort: sort.replace(/^-/, ''),
    reversed: sort.startsWith('-'),
    open: shaped(/^\d{5}$/, params.get('open')),
    commune,
    source,
    frame: shaped(/^[a-z0-9.-]{1,40}$/, params.get('frame')),
    peers: one(PEERS, params.get('peers')) ?? START.peers,
    indicator: shaped(/^[A-Za-z0-9.-]{1,40}$/, params.get('indicator')),
    communes: [...new Set((params.get('communes') ?? '').split(',').filter((code) => /^\d{5}$/.test(code)))].slice(0, MOST_COMPARED),
    minutes: MINUTES.find((known) => known === minutes) ?? START.minutes,
  };
}

/** The address, without what is as usual. Going to another page keeps province, period, language and wall. */
export function writeView(view: View): string {
  const params = new URLSearchParams();
  const is = (...pages: PageName[]) => pages.includes(view.page);
  if (view.province) params.set('province', view.province);
  if (view.period !== START.period) params.set('period', view.period);
  if (view.period === 'custom') {
    if (view.from) params.set('from', view.from);
    if (view.to) params.set('to', view.to);
  }
  if (is('leaderboard')) {
    if (view.kind) params.set('kind', view.kind);
    if (view.search.trim()) params.set('q', view.search.trim());
    if (view.sort !== START.sort || view.reversed) params.set('sort', (view.reversed ? '-' : '') + view.sort);
    if (view.open) params.set('open', view.open);
  }
  if (is('commune', 'compare', 'methods') && view.frame) params.set('frame', view.frame);
  if (is('commune') && view.peers !== START.peers) params.set('peers', view.peers);
  if (is('commune', 'map', 'methods') && view.indicator) params.set('indicator', view.indicator);
  if (is('compare') && view.communes.length > 0) params.set('communes', view.communes.join(','));
  if (is('live') && view.minutes !== START.minutes) params.set('minutes', String(view.minutes));
  if (view.wall.length > 0) {
    params.set('wall', view.wall.join(','));
    if (view.every !== START.every) params.set('every', String(view.every));
  }
  if (view.language) params.set('lang', view.language);
  const of = is('commune') ? view.commune : is('source') ? view.source : '';
  const path = view.unknown ? view.unknown : PAGES[view.page] + of;
  // Commas need no escape in a query, and addresses are read by people.
  const text = params.toString().replaceAll('%2C', ',');
  return text ? `${path}?${text}` : path;
}
