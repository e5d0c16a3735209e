import type { CatalogueIndicator, Unit } from './api';
import { integer, number, percent } from './format';
import { speech, t } from './i18n/index.svelte';
import { measureNames } from './measures';

const MS_PER_HOUR = 3_600_000;

/** The value of an indicator in its unit; a dash when there is none. */
export function valueOf(rate: number | null, unit: Unit): string {
  if (rate === null) return '–';
  const language = speech.language;
  switch (unit) {
    case 'percent':
      return percent(rate, language);
    case 'milliseconds':
      return t('unit.hours', { n: number(rate / MS_PER_HOUR, language) });
    case 'vnd':
      return `${number(Math.round(rate), language)} ₫`;
    case 'yes-no':
      return t(rate >= 1 ? 'unit.yes' : 'unit.no');
    default:
      return number(rate, language);
  }
}

type Measured = Pick<CatalogueIndicator, 'unit' | 'input'>;

/** Whether a numerator cannot have been counted case by case: it was scaled up from those that were rated. */
export const isEstimate = (numerator: number | null, indicator: Measured | undefined) =>
  numerator !== null && !Number.isInteger(numerator) && indicator?.input !== 'declared' && (indicator?.unit ?? 'percent') === 'percent';

/** The numerator of an indicator in words; an estimate is marked as one. */
export function partOf(numerator: number | null, indicator: Measured | undefined): string {
  if (indicator?.unit === 'milliseconds') return valueOf(numerator, 'milliseconds');
  if (!isEstimate(numerator, indicator)) return number(numerator, speech.language);
  return '≈\u00a0' + integer(numerator, speech.language);
}

/** A formula beside a sign of division: a sum stands in brackets. */
export function operandInWords(formula: string): string {
  const words = inWords(formula);
  return / [+-] /.test(formula) ? `(${words})` : words;
}

/** A formula of the catalogue in words, as far as there are words for its measures. */
export function inWords(formula: string): string {
  if (formula === '') return '1';
  return formula.replace(/\b(service_requests|documents|payments|declared)\.[\w.-]+/g, (measure) => {
    const names = measureNames[measure];
    if (names) return names[speech.language];
    return measure.startsWith('declared.') ? t('measure.declared', { figure: measure.slice('declared.'.length) }) : measure;
  });
}
