import type { Province } from './api';
import type { Language } from './i18n/messages';

/** A province's name as it is written in a language. */
export const provinceName = (province: Province, language: Language) => (language === 'vi' ? province.name : province.english_name);

/** The same with what kind it is (Tỉnh, Thành phố) apart; English names have none. */
export function splitName(province: Province, language: Language): { prefix: string; name: string } {
  const whole = provinceName(province, language);
  const [, prefix = '', name = whole] = /^(Tỉnh|Thành phố) (.+)$/.exec(whole) ?? [];
  return { prefix, name };
}
