import { t } from './i18n/index.svelte';

/** How long ago something was. */
export const age = (then: Date, now: Date) => duration((now.getTime() - then.getTime()) / 1000);

/** A time in its largest whole unit: 3 s, 12 phút, 5 giờ, 2 ngày. */
export function duration(length: number): string {
  const seconds = Math.max(0, Math.floor(length));
  if (seconds < 120) return t('age.seconds', { n: seconds });
  if (seconds < 7200) return t('age.minutes', { n: Math.floor(seconds / 60) });
  if (seconds < 172_800) return t('age.hours', { n: Math.floor(seconds / 3600) });
  return t('age.days', { n: Math.floor(seconds / 86_400) });
}
