import { expect, test } from 'vitest';
import { isEstimate, operandInWords, partOf } from './measure';
import { measureNames } from './measures';

const MEASURED = { unit: 'percent', input: 'measured' } as const;

test('cases that are not whole are said to be estimated', () => {
  expect(partOf(73.04, MEASURED)).toBe('≈\u00a073');
  expect(partOf(1_073, MEASURED)).toBe('1.073');
  expect(isEstimate(73, MEASURED)).toBe(false);
  // Points that somebody declared may have decimals.
  expect(partOf(7.5, { unit: 'percent', input: 'declared' })).toBe('7,5');
});

test('a sum of times is one of hours', () => {
  expect(partOf(5_400_000, { unit: 'milliseconds', input: 'measured' })).toBe('1,5 giờ');
});

test('a sum that is divided stands in brackets', () => {
  const sum = 'service_requests.done_on_time + service_requests.open - service_requests.overdue';
  expect(operandInWords(sum)).toMatch(/^\(.* \+ .* - .*\)$/);
  expect(operandInWords('declared.qd766.5.2-5.3.numerator')).not.toMatch(/^\(/);
  expect(operandInWords('service_requests.received')).toBe('hồ sơ tiếp nhận');
});

test('each measure has a name in both languages', () => {
  expect(Object.keys(measureNames).length).toBeGreaterThan(50);
  for (const [measure, names] of Object.entries(measureNames)) {
    expect(measure).toMatch(/^(service_requests|documents|payments)\.[a-z_]+$/);
    expect(names.vi).toMatch(/\S/);
    expect(names.en).toMatch(/\S/);
  }
  expect(measureNames['service_requests.done_undated']).toEqual({ vi: 'hồ sơ xong, không rõ hạn', en: 'done without a known due time' });
});
