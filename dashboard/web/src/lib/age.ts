import { t } from './i18n/index.svelte';

/** How long ago something was, in its largest whole unit: 3 s, 12 phút, 5 giờ, 2 ngày. */
export function age(then: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - then.getTime()) / 1000));
  if (seconds < 120) return t('age.seconds', { n: seconds });
  if (seconds < 7200) return t('age.minutes', { n: Math.floor(seconds / 60) });
  if (seconds < 172_800) return t('age.hours', { n: Math.floor(seconds / 3600) });
  return t('age.days', { n: Math.floor(seconds / 86_400) });
}
