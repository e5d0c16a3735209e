/** What the server sends, as the OpenAPI document describes it: `npm run types` writes its types to the build. */
import type { components } from '../../../target/page-types/api';

type Schemas = components['schemas'];

/** Stands for the whole country in the place of a province. */
export const COUNTRY = 'VN';

export const PERIODS = [
  'today',
  'week',
  'month',
  'quarter',
  'half-year',
  'year',
  'custom',
] as const satisfies readonly Schemas['PeriodKind'][];
export type Period = Schemas['PeriodKind'];

/** Kinds that exist today, to filter by; townships ended on 30/6/2025. */
export const KINDS = ['phuong', 'xa', 'dac_khu'] as const satisfies readonly Schemas['Kind'][];
export type Kind = (typeof KINDS)[number];

/** The head of every answer of the API. */
export type Answer = Schemas['Answer'];
export type Problem = Schemas['Problem'];
export type Me = Schemas['Me'];
export type Province = Schemas['Province'];

/** A leaderboard of the page: its head, its rows and their indicators. */
export type Leaderboard = Schemas['Board'];
export type Change = Schemas['BoardChange'];
export type Heartbeat = Schemas['Heartbeat'];
/** Everything of it but its rows. */
export type Head = Omit<Leaderboard, 'rows'>;
export type Source = Schemas['BoardSource'];
export type Row = Schemas['BoardRow'];
export type Indicator = Schemas['BoardIndicator'];
/** What a row won in a group of the frame. */
export type GroupShare = Schemas['GroupShare'];

export type Catalogue = Schemas['IndicatorsAnswer'];
export type Frame = Schemas['Frame'];
export type FrameGroup = Schemas['FrameGroup'];
export type Named = Pick<Schemas['Indicator'], 'name_vi' | 'name_en'>;
export type CatalogueIndicator = Schemas['Indicator'];
export type Unit = Schemas['Unit'];
export type Better = Schemas['Better'];
export type LoadsAnswer = Schemas['CatalogueLoadsAnswer'];
export type Difference = Schemas['CatalogueChange'];
export type CoverageAnswer = Schemas['CoverageAnswer'];

export type CommuneAnswer = Schemas['CommuneAnswer'];
export type ExplanationAnswer = Schemas['ExplanationAnswer'];
export type Explanation = Schemas['Explanation'];
/** What the rows of a group add up to. */
export type ExplainedGroup = Schemas['ExplainedGroup'];
export type WindowsAnswer = Schemas['WindowsAnswer'];
export type FunnelAnswer = Schemas['FunnelAnswer'];
export type HistoryAnswer = Schemas['ScoreHistoryAnswer'];
export type ComparisonAnswer = Schemas['ComparisonAnswer'];
export type PlacesAnswer = Schemas['CommunesAnswer'];
export type Place = Schemas['Place'];
export type LiveAnswer = Schemas['LiveAnswer'];
export type DossiersAnswer = Schemas['OverdueDossiersAnswer'];
export type Dossier = Schemas['Dossier'];
export type RecognitionAnswer = Schemas['RecognitionAnswer'];
export type Progress = Schemas['RecognitionProgress'];

export type AlertsAnswer = Schemas['OpenAlertsAnswer'];
export type AlertHistoryAnswer = Schemas['AlertHistoryAnswer'];
/** An alert that is open or is over: what both have, and perhaps what one of them has. */
export type Alert = Pick<Schemas['Alert'], keyof Schemas['Alert'] & keyof Schemas['PastAlert']> &
  Partial<Schemas['Alert'] & Schemas['PastAlert']>;
export type AlertCountsAnswer = Schemas['AlertCountsAnswer'];
export type AlertTimesAnswer = Schemas['AlertTimesAnswer'];
export type SilencesAnswer = Schemas['SilencesAnswer'];
export type Silence = Schemas['Silence'];
export type Severity = Schemas['Severity'];

export type HealthAnswer = Schemas['DataHealthAnswer'];
export type Accounts = Schemas['Accounts'];
export type AccountTotals = Schemas['AccountTotals'];
export type DeadLettersAnswer = Schemas['DeadLettersAnswer'];
export type RetractionsAnswer = Schemas['RetractionsAnswer'];

export type SourcesAnswer = Schemas['SourcesAnswer'];
export type SourceAnswer = Schemas['SourceAnswer'];
export type GatewaySource = Schemas['GatewaySource'];
