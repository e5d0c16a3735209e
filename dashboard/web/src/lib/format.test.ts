import { expect, test } from 'vitest';
import { clock, collator, date, dayOf, integer, percent, score, timeOrDay } from './format';

test('Vietnamese numbers have points and a decimal comma', () => {
  expect(integer(1234567, 'vi')).toBe('1.234.567');
  expect(score(41.2, 'vi')).toBe('41,20');
  expect(score(41.2, 'en')).toBe('41.20');
});

test('a share is never rounded to all or nothing', () => {
  expect(percent(0.99999, 'vi')).toBe('99,9 %');
  expect(percent(0.00001, 'vi')).toBe('0,1 %');
  expect(percent(1, 'vi')).toBe('100 %');
  expect(percent(0, 'en')).toBe('0 %');
});

test('times are those of Vietnam wherever the browser stands', () => {
  expect(clock(new Date('2026-11-20T17:05:09Z'))).toBe('00:05:09');
  expect(dayOf(new Date('2026-11-20T17:05:09Z'))).toBe('2026-11-21');
  expect(date('2026-11-21')).toBe('21/11/2026');
});

test('a day is shown as a day, whichever instant stands for it', () => {
  expect(timeOrDay('2026-11-20T16:59:59.999Z', true)).toBe('20/11/2026');
  expect(timeOrDay('2026-11-19T17:00:00Z', true)).toBe('20/11/2026');
  expect(timeOrDay('2026-11-19T17:00:00Z', false)).toBe('00:00 20/11/2026');
});

test('đ sorts after d, and marks come after letters', () => {
  const names = ['Đông Sơn', 'Dân Quyền', 'An Nông', 'Ái Thượng', 'Định Hòa', 'Điền Lư'];
  expect(names.sort(collator('vi').compare)).toEqual(['Ái Thượng', 'An Nông', 'Dân Quyền', 'Điền Lư', 'Định Hòa', 'Đông Sơn']);
});
