import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../process/ports.ts';
import { eventually } from '../testing/fixtures.ts';
import { endAnalyst, listAnalysts, makeAnalyst } from './analysts.ts';
import { type ClickHouse, startClickHouse } from './clickhouse.ts';
import { clickhouseUsersFile, keepAnalyst } from './users-file.ts';

const MADE_AT_MS = 1_764_547_200_000;
const folder = mkdtempSync(join(tmpdir(), 'suanpan-analysts-'));
let clickhouse: ClickHouse;
beforeAll(async () => {
  const usersFile = clickhouseUsersFile(folder);
  clickhouse = await startClickHouse({ folder: join(folder, 'clickhouse'), usersFile, port: await freePort() });
});
afterAll(async () => {
  await clickhouse?.child.stop();
  rmSync(folder, { recursive: true, force: true });
});

function ask(user: string, password: string, sql: string): Promise<Response> {
  const headers = { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password };
  return fetch(clickhouse.url, { method: 'POST', body: sql, headers });
}

test('an analyst who is made may ask at once, and only a digest of the password is kept', async () => {
  const { password } = makeAnalyst(folder, { name: 'fin', root: 'acme', nowMs: MADE_AT_MS });
  expect(password).toMatch(/^[\w-]{32}$/);
  expect(await (await ask('fin', password, 'SELECT 1')).text()).toBe('1\n');
  expect(readFileSync(clickhouseUsersFile(folder), 'utf8')).not.toContain(password);
  expect(() => makeAnalyst(folder, { name: 'fin', root: 'other', nowMs: 0 })).toThrow('exists already');
  expect(() => makeAnalyst(folder, { name: 'sink', root: 'acme', nowMs: 0 })).toThrow('exists already');
  expect(() => makeAnalyst(folder, { name: "fin' --", root: 'acme', nowMs: 0 })).toThrow('no name of an analyst');
});

test('analysts are listed with their last use, those from before with what is known', async () => {
  const { user } = keepAnalyst(folder, 'acme');
  const { password } = makeAnalyst(folder, { name: 'idle', root: 'acme', nowMs: MADE_AT_MS });
  const listed = () => listAnalysts(folder).filter(({ name }) => name === user || name === 'idle');
  expect(listed()).toEqual([
    { name: user, root: 'acme' },
    { name: 'idle', root: 'acme', madeAtMs: MADE_AT_MS },
  ]);
  const before = performance.timeOrigin + performance.now();
  await ask('idle', password, 'SELECT 1');
  await eventually('the last use is kept', () => (listed().at(-1)?.lastUsedAtMs ?? 0) >= Math.floor(before));
});

test('an analyst who is ended is refused at once, and what runs is stopped within five seconds', async () => {
  const { password } = makeAnalyst(folder, { name: 'gone', root: 'acme', nowMs: MADE_AT_MS });
  const running = ask('gone', password, 'SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1');
  await eventually('the query runs', () =>
    listAnalysts(folder).some(({ name, lastUsedAtMs }) => name === 'gone' && lastUsedAtMs !== undefined),
  );
  endAnalyst(folder, 'gone');
  const endedAt = performance.now();
  expect((await ask('gone', password, 'SELECT 1')).status).toBe(403);
  expect(await (await running).text()).toContain('has been ended');
  expect(performance.now() - endedAt).toBeLessThan(5_000);
  expect(() => endAnalyst(folder, 'gone')).toThrow('There is no analyst gone');
  expect(() => endAnalyst(folder, 'sink')).toThrow('There is no analyst sink');
}, 30_000);
