/** What the server sends; the field names are those of the wire. */

/** Stands for the whole country in the place of a province. */
export const COUNTRY = 'VN';

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
  /** Null where suppressed. */
  numerator: number | null;
  denominator: number | null;
  /** Share at which the full points are won, 0 to 1. */
  target: number;
  maximum_points: number;
  /** Null when there is nothing to measure yet. */
  points: number | null;
  /** Fewer than ten cases, and the visitor is not of the province. */
  suppressed?: true;
}

export interface Row {
  code: string;
  name: string;
  kind: Kind | 'thi_tran';
  /** Competition rank (1-2-2-4); null when the commune is not ranked, see reason. */
  rank: number | null;
  /** Points won out of 100 points possible; null when nothing could be computed. */
  score: number | null;
  /** Id of the class of the frame that the score reaches; empty without. */
  class: string;
  points: number | null;
  points_possible: number;
  /** Dossiers received in the period; of another province rounded down to tens, null below ten. */
  n: number | null;
  reason: 'not_enough_data' | 'no_data' | null;
  /** Places won (positive) or lost since compared_to; null when there was no rank then. */
  movement: number | null;
  /** What it won in each group of the frame. */
  groups: GroupShare[];
  indicators: Indicator[];
  /** Something of it is not for this visitor to see, and null. */
  suppressed?: true;
}

/** Points won of those that can be computed, and those that the group gives at most. */
export interface GroupShare {
  id: string;
  /** Null when nothing of the group can be computed. */
  points: number | null;
  computable: number;
  of: number | null;
}

/** What happened in a commune in the last minutes; null: too few for this visitor to see. */
export interface Flows {
  commune_code: string;
  name: string;
  kind: Kind;
  events: number | null;
  registered: number | null;
  registered_online: number | null;
  done_on_time: number | null;
  done_late: number | null;
  payments: number | null;
  payments_cashless: number | null;
  /** Null without a payment, too. */
  cashless_share: number | null;
  documents_arrived: number | null;
  documents_done: number | null;
  suppressed?: true;
}

export interface LiveAnswer extends Answer {
  minutes: number;
  rows: Flows[];
}

export interface Source {
  id: string;
  /** When a figure of this source last changed; null when never. */
  latest_at: string | null;
  reporting: boolean;
}

/** Sums over the rows of a leaderboard; what a row hides counts as nothing. */
export interface Totals {
  /** Communes with a dossier. */
  reporting: number;
  /** Dossiers. */
  received: number;
  /** Of the scores of the ranked ones. */
  median: number | null;
  /** Ranked ones by the id of their class. */
  classes: Record<string, number>;
  indicators: { id: string; numerator: number; denominator: number; rate: number | null }[];
}

/** Everything of a leaderboard but its rows. */
export interface Head {
  /** Place in the stream of changes: the stream continues after it. */
  id: string;
  province: string;
  period: Period;
  /** The period as the other addresses of the API take it: 2026-11-20, 2026-W47, 2026-11, ... */
  label: string;
  from: string;
  /** Last day, inside the period. */
  to: string;
  /** The period is not over: its figures will still change. */
  provisional: boolean;
  /** The moment movement is counted from; null without an earlier ranking. */
  compared_to: string | null;
  minimum_n: number;
  coverage: { points_computable: number; points_total: number };
  totals: Totals;
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
  /** The number under which the server's log says what failed. */
  incident?: string;
}

/** The head of every answer of the API. */
export interface Answer {
  province: string;
  period: { label: string; kind: Period; from: string; to: string; provisional: boolean };
  as_of: string;
  catalogue: number;
  frame: string;
  peers: string;
  minimum_n: number;
}

export interface Named {
  name_vi: string;
  name_en: string;
}

export interface FrameGroup extends Named {
  id: string;
  points: number | null;
  criteria: number | null;
}

export interface Frame extends Named {
  id: string;
  kind: 'points' | 'criteria' | 'grouping';
  source: string;
  points: number | null;
  /** Whether leaders are shown it. */
  offered: boolean;
  confirmed: { by: string; on: string } | null;
  classes: (Named & { id: string; from: number })[];
  groups: FrameGroup[];
}

export type Unit = 'percent' | 'count' | 'milliseconds' | 'vnd' | 'yes-no';
export type Better = 'higher' | 'lower';

export interface CatalogueIndicator extends Named {
  id: string;
  /** Frame and group joined by a slash. */
  groups: string[];
  unit: Unit;
  input: 'measured' | 'declared' | 'missing';
  in_force: {
    formula_version: string;
    effective_from: string;
    effective_to: string | null;
    numerator: string;
    denominator: string;
    target: number | null;
    better: Better;
    points: number | null;
    zero_denominator: 'no-data' | 'zero' | 'full';
    minimum_n: number;
    source: string;
    verified: boolean;
  } | null;
}

export interface Catalogue extends Answer {
  frames: Frame[];
  indicators: CatalogueIndicator[];
}

export interface Standing {
  province_code: string;
  commune_code: string;
  name: string;
  kind: string;
  rank: number | null;
  reason: string;
  n: number | null;
  points: number | null;
  points_computable: number | null;
  coverage: number | null;
  score: number | null;
  class: string;
  groups: GroupShare[];
  open: number | null;
  overdue: number | null;
  overdue_suspected: number | null;
  load: number;
  suppressed?: true;
}

export interface CommuneAnswer extends Answer {
  commune: Standing & { province_name: string; peers: number; peers_ranked: number; peers_median: number | null };
}

export interface Declared {
  figure: string;
  numerator: number;
  denominator: number | null;
  period: string;
  observed_on: string;
  document: string;
  declared_at: string;
  office: string;
}

/** Why an indicator of a commune gives the points that it gives. */
export interface Explanation extends Named {
  commune_code: string;
  name: string;
  id: string;
  group: string;
  unit: Unit;
  input: 'measured' | 'declared' | 'missing';
  better: Better;
  numerator: number | null;
  denominator: number | null;
  rate: number | null;
  target: number | null;
  points: number | null;
  won: number | null;
  lost: number | null;
  reason: '' | 'no_data' | 'not_enough_data' | 'missing';
  wilson_low: number | null;
  wilson_high: number | null;
  peers_rate: number | null;
  numerator_text: string;
  denominator_text: string;
  formula_version: string;
  source: string;
  verified: boolean;
  minimum_n: number;
  suppressed?: true;
  declared: Declared[];
}

export interface ExplanationAnswer extends Answer {
  indicators: Explanation[];
}

export interface WindowsAnswer extends Answer {
  indicator: string;
  windows: { day: string; numerator: number | null; denominator: number | null; rate: number | null; formula_version: string }[];
}

export interface HistoryAnswer extends Answer {
  step: 'day' | 'month';
  buckets: string[];
  median: (number | null)[];
  communes: { commune_code: string; scores: (number | null)[]; n: (number | null)[] }[];
}

export interface Dossier {
  commune_code: string;
  commune_name: string;
  dossier_code: string;
  procedure_code: string | null;
  status: string;
  submitted_at: string | null;
  /** Of a time: only its local day is known. */
  submitted_by_day: boolean;
  due_at: string | null;
  due_by_day: boolean;
  overdue: boolean;
  overdue_seconds: number | null;
  /** Local days since that of due_at; below 0 before. */
  overdue_days: number | null;
  supplements: number;
  suspected_sync_fault: boolean;
}

/** Of a list how many there are, also of those that were not asked for. */
export interface ListTotals {
  rows: number;
}

export interface DossiersAnswer extends Answer {
  totals: ListTotals & { overdue: number; suspected: number; soon: number };
  rows: Dossier[];
}

/** A retraction of which something is left to do. */
export interface Retraction {
  /** Null, as the name and the entity, where it is not for this visitor to see. */
  commune_code: string | null;
  commune_name: string | null;
  stream: string;
  entity: string | null;
  status: string;
  occurred_at: string;
  occurred_by_day: boolean;
  found: boolean;
}

export interface RetractionsAnswer extends Answer {
  streams: { stream: string; retractions: number; found: number; not_found: number; inexact: number }[];
  totals: ListTotals & { not_found: number; inexact: number };
  rows: Retraction[];
}

export interface ComparisonAnswer extends Answer {
  communes: string[];
  rows: Explanation[];
}

export interface Place {
  province_code: string;
  commune_code: string;
  name: string;
  kind: Row['kind'];
  former_district: string | null;
  latitude: number | null;
  longitude: number | null;
  area_km2: number | null;
  boundary: { type: 'Polygon' | 'MultiPolygon'; coordinates: number[][][] | number[][][][] } | null;
}

export interface PlacesAnswer extends Answer {
  communes: Place[];
}

export interface LoadsAnswer extends Answer {
  loads: { load: number; loaded_at: string; loaded_by: string; reason: string; sha256: string; differences: Difference[] }[];
}

/** Between a load of the catalogue and the one before. */
export interface Difference {
  sign: '+' | '-' | '~';
  entry: 'frame' | 'indicator';
  id: string;
  part: '' | 'class' | 'group' | 'version';
  part_id: string;
  values: Record<string, { was: string; now: string }>;
}

export type Severity = 'critical' | 'warning' | 'notice';

export interface Alert extends Named {
  /** Absent where all are of the same unit, as in its history. */
  unit?: string;
  unit_name?: string;
  scope?: string;
  rule: string;
  /** What the rule looks at; not an id of the catalogue. */
  indicator: string;
  severity: Severity;
  episode: string;
  since: string;
  fired_at: string;
  resolved_at?: string | null;
  ending?: string;
  value: number | null;
  n: number | null;
  target: number | null;
  peers_median: number | null;
  worst: number | null;
}

export interface AlertsAnswer extends Answer {
  totals: ListTotals & Record<Severity, number>;
  rows: Alert[];
}

export interface AlertHistoryAnswer extends Answer {
  totals: ListTotals;
  rows: Alert[];
}

/** Open alerts by commune or province. */
export interface AlertCountsAnswer extends Answer {
  rows: { unit: string; alerts: number }[];
}

/** Covers the alerts that fit its rule, province and unit; one that is empty fits all. */
export interface Silence {
  silence: string;
  rule: string;
  province: string;
  unit: string;
  owner: string;
  reason: string;
  begins: string;
  ends: string;
  /** Who ended it before its time; empty when nobody did. */
  ended_by: string;
  state: 'standing' | 'coming' | 'over';
}

export interface SilencesAnswer extends Answer {
  totals: ListTotals;
  rows: Silence[];
}

export interface AlertTimesAnswer extends Answer {
  rows: (Named & {
    rule: string;
    severity: Severity;
    episodes: number;
    still_open: number;
    cleared: number;
    median_seconds: number | null;
    p95_seconds: number | null;
  })[];
}
