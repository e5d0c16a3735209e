import type { Language } from './i18n/messages';

const ZONE = 'Asia/Ho_Chi_Minh';
const LOCALE: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };

function once<T>(make: (language: Language) => T): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    const known = made.get(language);
    if (known !== undefined) return known;
    const fresh = make(language);
    made.set(language, fresh);
    return fresh;
  };
}

const integers = once((language) => new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: 0 }));
const points = once((language) => new Intl.NumberFormat(LOCALE[language], { minimumFractionDigits: 2, maximumFractionDigits: 2 }));
const decimals = once((language) => new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: 1 }));
const plain = once((language) => new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: 2 }));
const clocks = once(() => new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit' }));
const moments = once(() => new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }));
const dates = once(() => new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric' }));
const days = once(() => new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }));
const collators = once((language) => new Intl.Collator(LOCALE[language] === 'vi-VN' ? 'vi' : ['vi', 'en']));

/** 12.345 */
export const integer = (value: number | null, language: Language) => (value === null ? '–' : integers(language).format(value));

/** 41,20 */
export const score = (value: number | null, language: Language) => (value === null ? '–' : points(language).format(value));

/** 41,2; at most two decimals, none when they are zero */
export const number = (value: number | null, language: Language) => (value === null ? '–' : plain(language).format(value));

/**
 * 96,4 %. Never rounded up to 100 nor down to 0: one late dossier among ten thousand must not
 * read as none.
 */
export function percent(share: number, language: Language): string {
  const value = share * 100;
  const shown = value > 99.9 && value < 100 ? 99.9 : value > 0 && value < 0.1 ? 0.1 : value;
  return decimals(language).format(shown) + ' %';
}

/** 10:42:05, local time of Vietnam */
export const clock = (instant: Date) => clocks('vi').format(instant);

/** 10:42, local time of Vietnam */
export const moment = (instant: Date) => moments('vi').format(instant);

/** 21/11/2026, of an instant in Vietnam */
export const dateOf = (instant: Date) => dates('vi').format(instant);

/** 10:42 21/11/2026, of an instant written 2026-11-21T03:42:05Z, local time of Vietnam */
export const momentOf = (instant: string) => `${moment(new Date(instant))} ${dateOf(new Date(instant))}`;

/** 21/11/2026 where only the day is known, else 10:42 21/11/2026 */
export const timeOrDay = (instant: string, byDay: boolean) => (byDay ? dateOf(new Date(instant)) : momentOf(instant));

/** 21/11/2026, of a local day written 2026-11-21 */
export const date = (day: string) => day.split('-').reverse().join('/');

/** 2026-11-21, the local day of an instant in Vietnam */
export const dayOf = (instant: Date) => days('vi').format(instant);

/** Order of names: Vietnamese in both languages, for the names are Vietnamese. */
export const collator = (language: Language) => collators(language);

/** Name of a day or month on a scale, by its first day: 20/11 or 11/2026 */
export const bucketName = (first: string, step: 'day' | 'month') => (step === 'day' ? date(first).slice(0, 5) : date(first).slice(3));
