import type { Unit } from './api';
import { number, percent } from './format';
import { speech, t } from './i18n/index.svelte';
import { messages, type MessageKey } from './i18n/messages';

const MS_PER_HOUR = 3_600_000;

/** The value of an indicator in its unit; a dash when there is none. */
export function valueOf(rate: number | null, unit: Unit): string {
  if (rate === null) return '–';
  const language = speech.language;
  switch (unit) {
    case 'percent': return percent(rate, language);
    case 'milliseconds': return t('unit.hours', { n: number(rate / MS_PER_HOUR, language) });
    case 'vnd': return `${number(Math.round(rate), language)} ₫`;
    case 'yes-no': return t(rate >= 1 ? 'unit.yes' : 'unit.no');
    default: return number(rate, language);
  }
}

/** A formula of the catalogue in words, as far as there are words for its measures. */
export function inWords(formula: string): string {
  if (formula === '') return '1';
  return formula.replace(/\b(service_requests|documents|payments|declared)\.[\w.-]+/g, (measure) => {
    const key = `measure.${measure}`;
    if (key in messages.vi) return t(key as MessageKey);
    return measure.startsWith('declared.') ? t('measure.declared', { figure: measure.slice('declared.'.length) }) : measure;
  });
}
