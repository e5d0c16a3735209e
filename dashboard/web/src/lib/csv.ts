import type { Language } from './i18n/messages';

type Value = string | number | null;

/**
 * Rows as the server writes them for a spreadsheet: what they rest on first, in Vietnamese with semicolons and decimal commas,
 * UTF-8 with its mark.
 */
export function csv(
  about: readonly (readonly Value[])[],
  header: readonly string[],
  rows: readonly (readonly Value[])[],
  language: Language,
): string {
  const separator = language === 'vi' ? ';' : ',';
  const line = (values: readonly Value[]) => values.map((value) => cell(value, separator, language)).join(separator) + '\r\n';
  return '\ufeff' + about.map(line).join('') + '\r\n' + line(header) + rows.map(line).join('');
}

function cell(value: Value, separator: string, language: Language): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? numeral(value, language) : harmless(value);
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function numeral(value: number, language: Language): string {
  const text = String(Number(value.toFixed(10)));
  return language === 'vi' ? text.replace('.', ',') : text;
}

/** A text that no spreadsheet takes for a formula. */
const harmless = (text: string) => (/^[=+\-@\t\r\n|]/.test(text) ? `'${text}` : text);
