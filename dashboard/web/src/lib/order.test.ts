import { expect, test } from 'vitest';
import type { Row } from './api';
import { ariaSort, order } from './order';

const row = (code: string, name: string, rank: number | null, n: number, movement: number | null = null): Row => ({
  code,
  name,
  kind: 'xa',
  rank,
  score: rank && 100 - rank,
  class: rank ? 'fair' : '',
  points: 0,
  points_possible: 50,
  n,
  reason: null,
  movement,
  groups: [{ id: 'g', points: code === '4' ? null : n, computable: code === '4' ? 0 : 100, of: 100 }],
  indicators: [],
});
const rows = [row('3', 'Đông', null, 5), row('1', 'Ân', 2, 50, -1), row('2', 'An', 1, 40, 4), row('4', 'Dân', 2, 70)];
const codes = (column: string, reversed = false) => order(rows, column, reversed, 'vi').map((entry) => entry.code);

test('ranks run upwards, ties by code, no rank last', () => {
  expect(codes('rank')).toEqual(['2', '1', '4', '3']);
  expect(codes('rank', true)).toEqual(['1', '4', '2', '3']);
});

test('numbers run from the greatest downwards, missing ones last either way', () => {
  expect(codes('n')).toEqual(['4', '1', '2', '3']);
  expect(codes('move')).toEqual(['2', '1', '4', '3']);
  expect(codes('move', true)).toEqual(['1', '2', '4', '3']);
});

test('groups run by the share they won, without anything computable last', () => {
  expect(codes('g')).toEqual(['1', '2', '3', '4']);
});

test('names run as a Vietnamese dictionary does', () => {
  expect(codes('name')).toEqual(['2', '1', '4', '3']);
});

test('the direction that is read out is the one that is seen', () => {
  expect(ariaSort('rank', 'rank', false)).toBe('ascending');
  expect(ariaSort('n', 'n', false)).toBe('descending');
  expect(ariaSort('n', 'rank', false)).toBe('none');
});
