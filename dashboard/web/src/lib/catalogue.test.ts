import { expect, test } from 'vitest';
import type { Catalogue, Indicator, Row } from './api';
import { sharesIn, shareWon } from './catalogue';

const catalogue = {
  frames: [
    {
      id: 'f',
      groups: [
        { id: 'a', points: 20 },
        { id: 'b', points: 10 },
      ],
    },
  ],
  indicators: [
    { id: '1', groups: ['other/x', 'f/a'] },
    { id: '2', groups: ['f/a'] },
    { id: '3', groups: ['f/b'] },
  ],
} as unknown as Catalogue;
const indicator = (id: string, denominator: number, points: number | null): Indicator => ({
  id,
  numerator: 1,
  denominator,
  target: 1,
  maximum_points: 8,
  points,
});
const row = { code: '1', indicators: [indicator('1', 5, 4), indicator('2', 5, 8), indicator('3', 0, null)] } as unknown as Row;

test('points are summed by the groups of the frame; nothing to measure is not computable', () => {
  const shares = sharesIn(catalogue, 'f')(row);
  expect(shares).toEqual([
    { id: 'a', points: 12, computable: 16, of: 20 },
    { id: 'b', points: null, computable: 0, of: 10 },
  ]);
  expect(shares.map(shareWon)).toEqual([0.75, null]);
  // The catalogue may give points for nothing to measure; then they count, as in the score.
  const full = { code: '2', indicators: [indicator('3', 0, 8)] } as unknown as Row;
  expect(sharesIn(catalogue, 'f')(full)[1]).toEqual({ id: 'b', points: 8, computable: 8, of: 10 });
});
