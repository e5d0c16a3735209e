import { expect, test } from 'vitest';
import { hollows, sideOf } from './funnel';

test('behind is below where more is better, and above where less is', () => {
  expect(sideOf('behind', 'higher')).toBe('below');
  expect(sideOf('behind', 'lower')).toBe('above');
  expect(sideOf('within', 'lower')).toBe('within');
});

test('laggards make a hollow when at least three of them touch', () => {
  const neighbours = new Map([
    ['a', ['b']],
    ['b', ['a', 'c']],
    ['c', ['b', 'd']],
    ['d', ['c', 'e']],
    ['e', ['d', 'f']],
    ['f', ['e']],
  ]);
  expect(hollows(new Set(['a', 'b', 'c', 'e', 'f']), neighbours)).toEqual([['a', 'b', 'c']]);
  expect(hollows(new Set(['a', 'b', 'd']), neighbours)).toEqual([]);
});
