import type { Difference } from './api';
import { date } from './format';
import { speech, t } from './i18n/index.svelte';
import { messages, type MessageKey } from './i18n/messages';
import { inWords } from './measure';

const words = (key: string, otherwise: string) => (key in messages.vi ? t(key as MessageKey) : otherwise);

/** What the software itself says of a load. */
const OWN = { 'first start': 'loads.first', 'unverified criteria no longer give points': 'loads.unverified' } as const;

export const loadedBy = (by: string) => (by === 'bundled' ? t('loads.by.bundled') : by);

export const reasonOf = (by: string, reason: string) => (by === 'bundled' && reason in OWN ? t(OWN[reason as keyof typeof OWN]) : reason);

function shown(key: string, value: string): string {
  if (value === '') return t('change.empty');
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return date(value);
  return key === 'numerator' || key === 'denominator' ? inWords(value) : words(`change.value.${value}`, value);
}

/** A difference in words; names in the other language are left out. Null when nothing is left. */
export function inSentence(difference: Difference): string | null {
  const values = Object.entries(difference.values)
    .filter(([key]) => key !== (speech.language === 'vi' ? 'name.en' : 'name.vi'))
    .map(([key, value]) => {
      const name = words(`change.key.${key}`, key);
      if (difference.sign === '~') return `${name} ${shown(key, value.was)} → ${shown(key, value.now)}`;
      return `${name} ${shown(key, difference.sign === '+' ? value.now : value.was)}`;
    });
  if (values.length === 0) return null;
  const part = difference.part === '' ? '' : `, ${t(`change.${difference.part}`)} ${shown('', difference.part_id)}`;
  return `${t(`change.${difference.sign}`)} ${t(`change.${difference.entry}`)} ${difference.id}${part}: ${values.join('; ')}`;
}
