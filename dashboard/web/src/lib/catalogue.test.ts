import { expect, test } from 'vitest';
import { shareWon } from './catalogue';

test('a group of which nothing can be computed won no share', () => {
  expect(shareWon({ id: 'a', points: 12, computable: 16, of: 20 })).toBe(0.75);
  expect(shareWon({ id: 'b', points: null, computable: 0, of: 10 })).toBeNull();
});
