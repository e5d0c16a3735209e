import type { Province } from './api';
import type { Language } from './i18n/messages';

/** A province's name as it is written in a language, with what kind it is (Tỉnh, Thành phố) apart; English names have none. */
export function splitName(province: Province, language: Language): { prefix: string; name: string } {
  if (language === 'en') return { prefix: '', name: province.english_name };
  const [, prefix = '', name = province.name] = /^(Tỉnh|Thành phố) (.+)$/.exec(province.name) ?? [];
  return { prefix, name };
}
