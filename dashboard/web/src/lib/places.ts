import { Delaunay } from 'd3-delaunay';
import type { Place } from './api';

/** A commune as it is drawn. */
export interface Shape {
  code: string;
  name: string;
  /** An SVG path. */
  path: string;
  /** Where its mark stands. */
  x: number;
  y: number;
  /** Of the circle of its area, about. */
  radius: number;
}

export interface Plan {
  shapes: Shape[];
  neighbours: Map<string, string[]>;
  width: number;
  height: number;
}

type Point = [number, number];

const WIDTH = 900;
const MARGIN = 12;
/** A cell reaches so far beyond the circle of the commune's area that neighbours meet. */
const REACH = 1.65;
const CORNERS = 24;

/**
 * Lays communes out: by the operator's boundaries where all have one; else as a cartogram of cells around the centroids, each
 * no larger than its area allows, so that the province keeps its outline without anybody's boundaries.
 */
export function plan(places: readonly Place[]): Plan {
  const known = places.filter((place) => place.latitude !== null && place.longitude !== null);
  if (known.length === 0) return { shapes: [], neighbours: new Map(), width: WIDTH, height: 100 };
  const drawn = known.every((place) => place.boundary !== null);
  const middle = (known.reduce((sum, place) => sum + place.latitude!, 0) / known.length) * (Math.PI / 180);
  const flat = (longitude: number, latitude: number): Point => [longitude * Math.cos(middle), -latitude];
  const centres = known.map((place) => flat(place.longitude!, place.latitude!));
  const outlines = drawn ? known.map((place) => rings(place).map((ring) => ring.map(([lon, lat]) => flat(lon!, lat!)))) : [];
  // One degree is 111 km.
  const radii = known.map((place) => (REACH * Math.sqrt((place.area_km2 ?? 30) / Math.PI)) / 111);
  const corners = drawn
    ? outlines.flat(2)
    : centres.flatMap(([x, y], i): Point[] => [
        [x - radii[i]!, y - radii[i]!],
        [x + radii[i]!, y + radii[i]!],
      ]);
  const [left, right] = extent(corners.map(([x]) => x));
  const [top, bottom] = extent(corners.map(([, y]) => y));
  const scale = (WIDTH - 2 * MARGIN) / (right - left);
  const place = ([x, y]: Point): Point => [MARGIN + (x - left) * scale, MARGIN + (y - top) * scale];
  const height = 2 * MARGIN + (bottom - top) * scale;

  const marks = centres.map(place);
  const delaunay = Delaunay.from(marks);
  const voronoi = delaunay.voronoi([0, 0, WIDTH, height]);
  const cells = marks.map((mark, i): Point[] => clip((voronoi.cellPolygon(i) ?? []) as Point[], circle(mark, radii[i]! * scale)));
  const shapes = known.map((entry, i) => ({
    code: entry.commune_code,
    name: entry.name,
    path: (drawn ? outlines[i]!.map((ring) => ring.map(place)) : [cells[i]!]).map(line).join(''),
    x: marks[i]![0],
    y: marks[i]![1],
    radius: radii[i]! * scale,
  }));
  const neighbours = new Map(
    known.map((entry, i) => [
      entry.commune_code,
      [...delaunay.neighbors(i)]
        // Across a gap between two cells nobody is a neighbour.
        .filter((other) => distance(marks[i]!, marks[other]!) < (radii[i]! + radii[other]!) * scale)
        .map((other) => known[other]!.commune_code),
    ]),
  );
  return { shapes, neighbours, width: WIDTH, height };
}

/** The least and the greatest. Boundaries have more points than a call takes arguments. */
function extent(values: readonly number[]): [number, number] {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

function rings(place: Place): number[][][] {
  const { type, coordinates } = place.boundary!;
  return type === 'Polygon' ? (coordinates as number[][][]) : (coordinates as number[][][][]).flat();
}

const line = (points: readonly Point[]) =>
  points.length === 0 ? '' : `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`;

const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);

const circle = ([x, y]: Point, radius: number): Point[] =>
  Array.from({ length: CORNERS }, (_, i): Point => {
    const angle = (i / CORNERS) * 2 * Math.PI;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });

/** What a polygon and a convex one, both turning the same way, have in common (Sutherland and Hodgman). */
export function clip(polygon: readonly Point[], window: readonly Point[]): Point[] {
  let kept = [...polygon];
  for (let i = 0; i < window.length && kept.length > 0; i++) {
    const a = window[i]!;
    const b = window[(i + 1) % window.length]!;
    const side = (p: Point) => (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
    const input = kept;
    kept = [];
    input.forEach((point, at) => {
      const before = input[(at + input.length - 1) % input.length]!;
      const here = side(point);
      const there = side(before);
      if (here >= 0 !== there >= 0) {
        const share = there / (there - here);
        kept.push([before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])]);
      }
      if (here >= 0) kept.push(point);
    });
  }
  return kept;
}
