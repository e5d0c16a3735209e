/** What the server sends; the field names are those of the wire. */

export const PERIODS = ['today', 'week', 'month', 'quarter', 'half-year', 'year', 'custom'] as const;
export type Period = (typeof PERIODS)[number];

/** Kinds that exist today, to filter by; townships ended on 30/6/2025. */
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
  kind: Kind | 'thi_tran';
  /** Competition rank (1-2-2-4); null when the commune is not ranked, see reason. */
  rank: number | null;
  /** Points won out of 100 points possible; null when nothing could be computed. */
  score: number | null;
  points: number;
  points_possible: number;
  /** Dossiers received in the period. */
  n: number;
  reason: 'not_enough_data' | 'no_data' | null;
  /** Places won (positive) or lost since compared_to; null when there was no rank then. */
  movement: number | null;
  indicators: Indicator[];
}

export interface Source {
  id: string;
  /** When a figure of this source last changed; null when never. */
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
  /** Last day, inside the period. */
  to: string;
  /** The period is not over: its figures will still change. */
  provisional: boolean;
  /** The moment movement is counted from; null without an earlier ranking. */
  compared_to: string | null;
  minimum_n: number;
  coverage: { points_computable: number; points_total: number };
  /** When ClickHouse was last read with success. */
  as_of: string;
  /** When a figure last changed in ClickHouse; null before the first one. */
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
  /** A sentence. */
  detail: string;
  parameter?: string;
}
