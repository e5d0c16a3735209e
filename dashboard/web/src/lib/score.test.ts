import { expect, test } from 'vitest';
import { isSmall, reasonKey, shareOf } from './score';

test('nothing to measure is neither zero nor full', () => {
  const empty = { id: '4.1', numerator: 0, denominator: 0, target: 1, maximum_points: 6, points: null };
  expect(shareOf(empty)).toBeNull();
  expect(shareOf({ ...empty, denominator: 5 })).toBe(0);
});

test('the reason for no rank holds beside the number of dossiers', () => {
  expect(reasonKey('no_data', 0)).toBe('reason.no_data');
  expect(reasonKey('no_data', 226)).toBe('reason.no_score');
  expect(reasonKey('not_enough_data', 7)).toBe('reason.not_enough_data');
});

test('a handful is small, an unknown number is not said to be', () => {
  expect([29, 30, null, undefined].map((n) => isSmall(n, 30))).toEqual([true, false, false, false]);
});
