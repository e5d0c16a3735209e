import { expect, test } from 'vitest';
import { fold, matches } from './search';

test('marks, case and đ do not matter', () => {
  expect(fold('Đông Sơn')).toBe('dong son');
  expect(fold('  HẠC   Thành ')).toBe('hac thanh');
  expect(fold('Thiệu Hóa'.normalize('NFD'))).toBe(fold('thiệu hóa'));
  expect(fold('Thanh Hoá')).toBe(fold('Thanh Hóa'));
  expect(matches('thủy nguyên', 'Phường Thuỷ Nguyên', '11557')).toBe(true);
});

test('words may come in any order and unfinished', () => {
  expect(matches('son dong', 'Đông Sơn', '14758')).toBe(true);
  expect(matches('đong s', 'Đông Sơn', '14758')).toBe(true);
  expect(matches('147', 'Đông Sơn', '14758')).toBe(true);
  expect(matches('ong', 'Đông Sơn', '14758')).toBe(false);
  expect(matches('', 'Đông Sơn', '14758')).toBe(true);
});
