import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KINDS, PERIODS } from '../api';
import { PAGES } from '../view';
import { LANGUAGES, messages, translate } from './messages';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]).sort();

test('every language has every key, not empty, with the same placeholders', () => {
  const keys = Object.keys(messages.vi).sort();
  for (const language of LANGUAGES) {
    const bundle: Record<string, string> = messages[language];
    expect(Object.keys(bundle).sort(), language).toEqual(keys);
    for (const key of keys) {
      expect(bundle[key]!.trim(), `${language} ${key}`).not.toBe('');
      expect(placeholders(bundle[key]!), `${language} ${key}`).toEqual(placeholders((messages.vi as Record<string, string>)[key]!));
      expect(bundle[key], `${language} ${key} is in NFC`).toBe(bundle[key]!.normalize('NFC'));
    }
  }
});

test('keys that are put together at run time exist', () => {
  const composed = [
    ...PERIODS.map((period) => `period.${period}`),
    ...KINDS.flatMap((kind) => [`kind.${kind}`, `kind.${kind}.of_name`]),
    ...['not_enough_data', 'no_data'].map((reason) => `reason.${reason}`),
    ...Object.keys(PAGES).map((page) => `nav.${page}`),
    ...['standing', 'coming', 'over'].map((state) => `silences.state.${state}`),
    ...['registered', 'self-assessed', 'appraised', 'recognised'].map((step) => `recognition.step.${step}`),
    ...['missing', 'no_data', 'not_enough_data'].map((reason) => `reason.indicator.${reason}`),
    ...['missing', 'not_declared', 'no_data'].map((reason) => `coverage.${reason}`),
    ...['viewer', 'operator', 'administrator'].map((role) => `account.role.${role}`),
    ...['no-data', 'zero', 'full'].map((rule) => `methods.zero.${rule}`),
    ...['on_time', 'silent', 'not_accepted', 'never_seen', 'ended'].map((state) => `sources.state.${state}`),
    ...['on_time', 'silent', 'not_accepted', 'never_seen'].map((state) => `sources.text.${state}`),
    ...['no_kafka', 'no_gateway'].flatMap((gateway) => [`sources.gateway.${gateway}`, `sources.gateway.${gateway}.title`]),
  ];
  for (const key of composed) expect(messages.vi, key).toHaveProperty([key]);
});

test('every fault of a record has a name and a sentence', () => {
  const source = readFileSync(join(process.cwd(), '../../jobs/contract/src/main/java/vn/cds/contract/codec/FaultCode.java'), 'utf8');
  const codes = [...source.matchAll(/^  ([A-Z_]+)\(/gm)].map((hit) => hit[1]!);
  expect(codes.length).toBeGreaterThan(10);
  for (const code of codes) {
    expect(messages.vi, code).toHaveProperty([`fault.${code}`]);
    expect(messages.vi, code).toHaveProperty([`fault.${code}.text`]);
  }
});

test('every reason why a gateway refuses something of a source has words', () => {
  const gateway = join(process.cwd(), '../../gateway/src/main');
  const description = readFileSync(join(gateway, 'resources/vn/cds/gateway/openapi.yaml'), 'utf8');
  const errors = [...description.matchAll(/^            - ([a-z_]+)$/gm)].map((hit) => hit[1]!);
  // Of these the source is not known, or the records say why.
  const others = ['bad_token', 'not_json', 'commune_not_allowed', 'invalid_records'];
  expect(errors).toEqual(expect.arrayContaining([...others, 'too_many', 'closing']));
  for (const error of errors.filter((one) => !others.includes(one))) expect(messages.vi, error).toHaveProperty([`request.${error}`]);
  const fault = readFileSync(join(gateway, 'java/vn/cds/gateway/record/RecordFault.java'), 'utf8');
  const codes = [...fault.matchAll(/String ([A-Z_]+) = /g)].map((hit) => hit[1]!);
  expect(codes).toHaveLength(2);
  for (const code of codes) {
    expect(messages.vi, code).toHaveProperty([`fault.${code}`]);
    expect(messages.vi, code).toHaveProperty([`fault.${code}.text`]);
  }
});

test('every status of an event has a name', () => {
  for (const stream of ['Document', 'Payment', 'ServiceRequest']) {
    const source = readFileSync(join(process.cwd(), `../../jobs/contract/src/main/java/vn/cds/contract/code/${stream}Status.java`), 'utf8');
    const statuses = [...source.matchAll(/^  [A-Z_]+\("([a-z_]+)"/gm)].map((hit) => hit[1]!);
    expect(statuses.length, stream).toBeGreaterThan(4);
    for (const status of statuses) expect(messages.vi, status).toHaveProperty([`status.${status}`]);
  }
});

test('no key is left over', () => {
  const root = join(process.cwd(), 'src');
  const code = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(svelte|ts)$/.test(file) && !/test\.ts$/.test(file) && !/i18n.(vi|en)\.ts$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const composedPrefix =
    /^(account|connection|period|kind|reason|source|theme|sort|move|nav|recognition\.step|coverage|methods\.zero|dossiers|rule|fault|status|measure|share|silences\.state|sources\.(state|text|gateway)|request|severity|alerts\.ending|peers|error|part|change)\./;
  const unused = Object.keys(messages.vi).filter((key) => !composedPrefix.test(key) && !code.includes(`'${key}'`));
  expect(unused).toEqual([]);
});

test('placeholders are filled in', () => {
  expect(translate('vi', 'held.changes', { n: 12 })).toContain('12');
});

test('words that officials found wanting are not used', () => {
  const wanting = {
    vi: /im lặng|kh(óa|oá) kỳ|lần nạp|số liệu cũ|tụt lại|(?<!xã chậm \()vùng lõm|vì sao .*điểm này|bản ghi đi đâu|mở bao lâu|hợp đồng dữ liệu|toàn tỉnh \{/i,
    en: /silent|period closed|\bload \{|\bold figures|hollow(?! marks)|rate of all|what became|least denominator|95 %|comes and goes|taken in|^computable points/i,
  } as const;
  for (const language of LANGUAGES) {
    for (const [key, text] of Object.entries(messages[language])) expect(text, `${language} ${key}`).not.toMatch(wanting[language]);
  }
});
