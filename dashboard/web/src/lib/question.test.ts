import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { choice } from './choice.svelte';
import { answer, later, Question } from './question';
import { Resource } from './resource.svelte';
import { START } from './view';

/** A real server that answers each address when it is told to. */
let server: Server;
let url: string;
const waiting = new Map<string, (response: string) => void>();
const arrived = new Map<string, () => void>();

beforeEach(async () => {
  server = createServer((request, response: ServerResponse) => {
    waiting.set(request.url!, (text) => response.end(JSON.stringify(text)));
    arrived.get(request.url!)?.();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const asked = (path: string) => new Promise<void>((resolve) => (waiting.has(path) ? resolve() : arrived.set(path, resolve)));

test('the answer to an earlier question is not heard, not even when it has come already', async () => {
  const question = new Question();
  const first = question.begin();
  const slow = answer<string>(url + '/slow', first);
  await asked('/slow');
  const quick = answer<string>(url + '/quick', question.begin());
  await asked('/quick');
  waiting.get('/slow')!('slow');
  waiting.get('/quick')!('quick');
  expect(await quick).toEqual({ data: 'quick' });
  expect(await slow).toBe(null);

  const last = question.begin();
  const late = answer<string>(url + '/late', last);
  await asked('/late');
  waiting.get('/late')!('late');
  const heard = late.then((done) => done);
  question.stop();
  expect(await heard).toBe(null);
});

test('timers of an earlier question never ring', async () => {
  const question = new Question();
  const rung: string[] = [];
  later(1, question.begin(), () => rung.push('earlier'));
  const standing = question.begin();
  await new Promise<void>((resolve) => later(5, standing, resolve));
  later(0, AbortSignal.abort(), () => rung.push('ended'));
  await new Promise<void>((resolve) => later(5, standing, resolve));
  expect(rung).toEqual([]);
});

test('a resource keeps the answer to the latest address that was asked for', async () => {
  const resource = new Resource<string>();
  resource.ask(url + '/a');
  await asked('/a');
  resource.ask(url + '/b');
  await asked('/b');
  waiting.get('/b')!('b');
  while (resource.pending) await new Promise((resolve) => setTimeout(resolve, 1));
  waiting.get('/a')!('a');
  expect(resource.data).toBe('b');
  resource.stop();
});

test('the figures of a new choice come on show together, and not before all of them are there', async () => {
  const [one, other] = [new Resource<string>(), new Resource<string>()];
  const changed = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  for (const [resource, path] of [
    [one, '/one/week'],
    [other, '/other/week'],
  ] as const) {
    resource.ask(url + path);
    await asked(path);
    waiting.get(path)!('week');
  }
  await changed(() => one.data === 'week' && other.data === 'week');

  choice.begin(START);
  one.ask(url + '/one/year');
  other.ask(url + '/other/year');
  await asked('/one/year');
  await asked('/other/year');
  waiting.get('/one/year')!('year');
  await changed(() => !one.pending);
  expect([one.data, other.data, choice.kept]).toEqual(['week', 'week', START]);
  waiting.get('/other/year')!('year');
  await changed(() => choice.kept === null);
  expect([one.data, other.data]).toEqual(['year', 'year']);
  one.stop();
  other.stop();
});
