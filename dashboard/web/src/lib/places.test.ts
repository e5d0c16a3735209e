import { expect, test } from 'vitest';
import type { Place } from './api';
import { clip, plan } from './places';

const place = (code: string, longitude: number, latitude: number, boundary: Place['boundary'] = null): Place => ({
  province_code: '38',
  commune_code: code,
  name: code,
  kind: 'xa',
  former_district: null,
  longitude,
  latitude,
  area_km2: 30,
  boundary,
});

test('a cell is cut to its circle', () => {
  const square: [number, number][] = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
  ];
  expect(
    clip(square, [
      [1, 1],
      [3, 1],
      [3, 3],
      [1, 3],
    ]),
  ).toHaveLength(4);
  expect(
    clip(square, [
      [5, 5],
      [6, 5],
      [6, 6],
      [5, 6],
    ]),
  ).toEqual([]);
});

test('those that touch are neighbours, those beyond a gap are not', () => {
  const { shapes, neighbours } = plan([place('a', 105, 20), place('b', 105.05, 20), place('c', 105.025, 20.04), place('d', 106, 20)]);
  expect(shapes.every((shape) => shape.path.startsWith('M'))).toBe(true);
  expect(neighbours.get('a')!.sort()).toEqual(['b', 'c']);
  expect(neighbours.get('d')).toEqual([]);
});

test('boundaries are drawn when all have one', () => {
  const square = (x: number): Place['boundary'] => ({
    type: 'Polygon',
    coordinates: [
      [
        [x, 20],
        [x + 0.1, 20],
        [x + 0.1, 20.1],
        [x, 20],
      ],
    ],
  });
  const { shapes } = plan([place('a', 105.05, 20.05, square(105)), place('b', 105.15, 20.05, square(105.1))]);
  expect(shapes[0]!.path.match(/L/g)).toHaveLength(3);
  expect(plan([]).shapes).toEqual([]);
});
