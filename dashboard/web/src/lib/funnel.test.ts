import { expect, test } from 'vitest';
import type { Row } from './api';
import { bounds, funnel, hollows, sideOf, Z } from './funnel';

const row = (code: string, numerator: number, denominator: number) =>
  ({ code, name: code, indicators: [{ id: '2.1', numerator, denominator, target: 1, maximum_points: 20, points: 1 }] }) as unknown as Row;

test('who lies below the bound is exactly who has an upper Wilson bound below the rate of all', () => {
  const wilsonHigh = (rate: number, n: number) =>
    (rate + (Z * Z) / (2 * n) + Z * Math.sqrt((rate * (1 - rate)) / n + (Z * Z) / (4 * n * n))) / (1 + (Z * Z) / n);
  const rows = [row('0', 9_000, 10_000)];
  for (let n = 30; n < 400; n += 7) for (let late = 0; late < n / 3; late += 2) rows.push(row(`${n}-${late}`, n - late, n));
  const { centre, shares } = funnel(rows, '2.1', 30, 'higher');
  expect(shares.length).toBeGreaterThan(1_000);
  for (const share of shares) {
    expect(share.stands === 'behind', `${share.numerator}/${share.n}`).toBe(wilsonHigh(share.rate, share.n) < centre);
  }
});

test('few cases are left out, and for some indicators less is better', () => {
  const { shares, leftOut } = funnel([row('a', 1, 29), row('b', 90, 100), row('c', 10, 100), row('d', 0, 0)], '2.1', 30, 'lower');
  expect(leftOut).toBe(1);
  expect(shares.map((share) => [share.code, share.stands])).toEqual([
    ['b', 'behind'],
    ['c', 'ahead'],
  ]);
  expect(shares.map((share) => sideOf(share.stands, 'lower'))).toEqual(['above', 'below']);
  expect(sideOf('behind', 'higher')).toBe('below');
  expect(funnel([], '2.1', 30, 'higher')).toMatchObject({ centre: 0, shares: [], leftOut: 0 });
  expect(bounds(0.9, 4, Z)[1]).toBe(1);
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
