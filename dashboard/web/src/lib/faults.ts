import { t } from './i18n/index.svelte';
import { messages, type MessageKey } from './i18n/messages';

const known = (key: string): key is MessageKey => key in messages.vi;

/** The name of a fault; its code when it has none. */
export const faultName = (code: string) => {
  const key = `fault.${code}`;
  return known(key) ? t(key) : code;
};

/** What was wrong with a record, in the language of the page; the server tells it in English, the field first. */
export const faultText = (code: string, detail: string) => {
  const key = `fault.${code}.text`;
  const field = /^([a-z]+(?:_[a-z]+)*) (?:is|has|does|lies|stands|names|or)\b/.exec(detail)?.[1] ?? null;
  return { field, text: known(key) ? t(key) : '' };
};
