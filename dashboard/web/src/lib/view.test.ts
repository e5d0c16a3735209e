import { expect, test } from 'vitest';
import { readView, START, writeView } from './view';

test('an address comes back as it was written', () => {
  const view = {
    ...START, province: '38', period: 'custom' as const, from: '2026-01-01', to: '2026-03-31', kind: 'phuong' as const,
    search: 'đông sơn', sort: '4.5b', reversed: true, open: '14758', language: 'en' as const,
  };
  expect(readView(writeView(view))).toEqual(view);
});

test('the start has a plain address', () => {
  expect(writeView(START)).toBe('');
  expect(readView('')).toEqual(START);
});

test('what nobody offered is not taken from the address', () => {
  expect(readView('?province=%27%3B--&period=century&kind=huyen&sort=%3Cb%3E&open=1&lang=xx&from=today')).toEqual(START);
});
