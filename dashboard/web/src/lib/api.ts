/** What the server sends; the field names are those of the wire. */

export const PERIODS = ['live', 'today', 'week', 'month', 'quarter', 'half_year', 'year', 'custom'] as const;
export type Period = (typeof PERIODS)[number];

export const KINDS = ['phuong', 'xa', 'dac_khu'] as const;
export type Kind = (typeof KINDS)[number];

export interface Province {
  code: string;
  name: string;
  english_name: string;
  communes: number;
}

export interface Indicator {
  id: string;
  numerator: number;
  denominator: number;
  /** Share at which the full points are won, 0 to 1. */
  target: number;
  maximum_points: number;
  /** Null when there is nothing to measure yet. */
  points: number | null;
}

export interface Row {
  code: string;
  name: string;
  kind: Kind;
  /** Competition rank (1-2-2-4); null when the commune is not ranked, see reason. */
  rank: number | null;
  /** Points won out of 100 points possible; null when nothing could be computed. */
  score: number | null;
  points: number;
  points_possible: number;
  /** Dossiers received in the period. */
  n: number;
  reason: 'no_events' | 'too_few' | 'no_data' | null;
  /** Places won (positive) or lost since compared_to; null when there was no rank then. */
  movement: number | null;
  indicators: Indicator[];
}

export interface Source {
  id: string;
  /** The newest minute with an event of this source; null when there has never been one. */
  latest_at: string | null;
  reporting: boolean;
}

/** Everything of a leaderboard but its rows. */
export interface Head {
  /** Place in the stream of changes: the stream continues after it. */
  id: string;
  province: string;
  period: Period;
  from: string;
  to: string;
  /** The period is not over: its figures will still change. */
  provisional: boolean;
  compared_to: string | null;
  minimum_n: number;
  coverage: { points_computable: number; points_total: number };
  /** When ClickHouse was last read with success. */
  as_of: string;
  /** Up to when the events have come in; null before the first one. */
  data_to: string | null;
  sources: Source[];
  /** False while ClickHouse cannot be read: the rows are the last good ones. */
  fresh: boolean;
  /** The server's clock when it sent this, so that a wrong clock in the browser does no harm. */
  server_time: string;
}

export interface Leaderboard extends Head {
  rows: Row[];
}

export interface Problem {
  error: string;
  message: string;
  parameter?: string;
}
