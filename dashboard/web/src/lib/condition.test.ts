import { expect, test } from 'vitest';
import { CALM_MS, Condition, PATIENCE_MS } from './condition';

test('what is wrong is slow at first, then it has a name', () => {
  const condition = new Condition();
  expect(condition.see(null, 0)).toBe(null);
  expect(condition.see('network', 1_000)).toBe('slow');
  expect(condition.see('network', 1_000 + PATIENCE_MS - 1)).toBe('slow');
  expect(condition.see('network', 1_000 + PATIENCE_MS)).toBe('network');
});

test('what comes and goes stays slow: it says one thing, not seven', () => {
  const condition = new Condition();
  const said = new Set<string | null>();
  // A database that takes six seconds for each answer: in two minutes it is away and back twenty times.
  condition.see('database', 0);
  for (let second = 1; second < 120; second++)
    said.add(condition.see(second % 6 === 0 ? 'database' : null, second * 1_000 - (second > 115 ? 0 : 1)));
  expect([...said]).toContain('slow');
  expect([...said]).not.toContain('database');
});

test('all is well again after a while of calm', () => {
  const condition = new Condition();
  condition.see('database', 0);
  expect(condition.see(null, 1_000)).toBe('slow');
  expect(condition.see(null, 1_000 + CALM_MS - 1)).toBe('slow');
  expect(condition.see(null, 1_000 + CALM_MS)).toBe(null);
  expect(condition.see('slow', 20_000)).toBe('slow');
  expect(condition.see(null, 21_000)).toBe(null);
});
