import { expect, test } from 'vitest';
import { csv } from './csv';

test('numbers and separators are those of the language', () => {
  expect(
    csv(
      [['Số liệu', 'lúc 10:42']],
      ['Tên', 'Tỷ lệ'],
      [
        ['An', 0.1 + 0.2],
        ['Bo; "x"', null],
      ],
      'vi',
    ),
  ).toBe('\ufeffSố liệu;lúc 10:42\r\n\r\nTên;Tỷ lệ\r\nAn;0,3\r\n"Bo; ""x""";\r\n');
  expect(csv([], ['name', 'rate'], [['An, Bo', 1234.5]], 'en')).toBe('\ufeff\r\nname,rate\r\n"An, Bo",1234.5\r\n');
});

test('no text is taken for a formula, and a negative number is one', () => {
  expect(csv([], ['=1+1'], [['-2+3'], ['@x'], [-2]], 'en')).toBe("\ufeff\r\n'=1+1\r\n'-2+3\r\n'@x\r\n-2\r\n");
});
