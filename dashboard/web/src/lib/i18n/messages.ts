import { en } from './en';
import { vi } from './vi';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type MessageKey = keyof typeof vi;
export type Values = Record<string, string | number>;

export const messages: Record<Language, Record<MessageKey, string>> = { vi, en };

/** The text of a key with its {placeholders} filled in. */
export function translate(language: Language, key: MessageKey, values?: Values): string {
  const text = messages[language][key];
  if (values === undefined) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}
