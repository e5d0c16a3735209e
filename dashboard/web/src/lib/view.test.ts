import { expect, test } from 'vitest';
import { readView, START, writeView, type View } from './view';

const read = (address: string) => {
  const { pathname, search } = new URL(address, 'http://localhost');
  return readView(pathname, search);
};

test('an address comes back as it was written', () => {
  const common = { ...START, province: '38', period: 'custom', from: '2026-01-01', to: '2026-03-31', language: 'en' } as const;
  const views: View[] = [
    { ...common, kind: 'phuong', search: 'đông sơn', sort: 'online-payment', reversed: true, open: '14758' },
    { ...common, page: 'commune', commune: '14797', frame: 'qd-1829', peers: 'size', indicator: '1829.health-records' },
    { ...common, page: 'compare', communes: ['14797', '14812'] },
    { ...common, page: 'map', indicator: '3.6' },
    { ...common, page: 'source', source: 'one-stop.38' },
    { ...common, page: 'sources' },
    { ...common, page: 'data', wall: ['leaderboard', 'map'], every: 45 },
  ];
  for (const view of views) expect(read(writeView(view))).toEqual(view);
});

test('the start has a plain address', () => {
  expect(writeView(START)).toBe('/');
  expect(read('/')).toEqual(START);
});

test('what is of one page is not carried to the next', () => {
  expect(writeView({ ...START, page: 'data', open: '14797', kind: 'xa', search: 'a', communes: ['14797'] })).toBe('/data');
});

test('what nobody offered is not taken from the address', () => {
  expect(
    read('/?province=%27%3B--&period=century&kind=huyen&sort=%3Cb%3E&open=1&lang=xx&from=today&wall=x,commune,source&communes=1,a'),
  ).toEqual(START);
  expect(read('/communes/1').unknown).toBe('/communes/1');
  expect(read('/sources/One').unknown).toBe('/sources/One');
});

test('an address that leads nowhere stays until somebody goes to a page', () => {
  for (const path of ['/nowhere', '/communes/', '/communes/abc', '/map/x', '/sources/', '/sources/a/b']) {
    expect(read(path).unknown).toBe(path);
    expect(writeView({ ...read(path), language: 'en' })).toBe(`${path}?lang=en`);
  }
  expect(read('/map').unknown).toBeNull();
  expect(read('/index.html').unknown).toBeNull();
});
