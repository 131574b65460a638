import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startDoorProcess } from './door-process.ts';
import { doorEntry } from './entry.ts';
import { DoorUnderTest, until } from './testing/door-under-test.ts';

const under = new DoorUnderTest();
beforeAll(async () => {
  await under.start();
});
afterAll(() => under.stop());

const other = (dataFolder: string, port = 0) => startDoorProcess({ dataFolder, usersFile: under.usersFile, port });

test('a second process on the same folder is refused by name', async () => {
  await expect(other(under.dataFolder)).rejects.toMatchObject({
    detail: expect.stringMatching(/data folder .*SUANPAN_CLICKHOUSE_DATA.* in use by process \d+/),
  });
  expect(await under.text('SELECT 1')).toBe('1\n');
});

test('a port in use is said with the port and the setting', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await expect(other(join(under.folder, 'elsewhere'), port)).rejects.toMatchObject({
    detail: expect.stringMatching(new RegExp(`Port ${port} .*SUANPAN_CLICKHOUSE_PORT`)),
  });
  server.close();
});

test('users that are not valid are said with the setting', async () => {
  const usersFile = join(under.folder, 'bad-users.json');
  for (const [text, what] of [
    ['{}', 'not an array'],
    ['[', 'not JSON'],
    ['[{"name":"x","passwordSha256":"x","role":"admin"}]', 'passwordSha256'],
    [`[{"name":"x","passwordSha256":"${'0'.repeat(64)}","role":"analyst"}]`, 'no root'],
  ] as const) {
    writeFileSync(usersFile, text);
    const start = startDoorProcess({ dataFolder: join(under.folder, 'other'), usersFile });
    await expect(start).rejects.toMatchObject({ detail: expect.stringContaining(what) });
  }
});

test('SIGTERM ends it with code 0 although queries run, one of them for a client that has stopped reading', async () => {
  const door = await other(join(under.folder, 'second'));
  let printed = '';
  door.process.stdout?.on('data', (bytes: Buffer) => {
    printed += bytes.toString();
  });
  const address = `${door.url}/?user=admin&password=admin`;
  const ask = (body: string) => fetch(address, { method: 'POST', body });
  const counting = ask('SELECT count() FROM numbers(100000000000) WHERE cityHash64(number) = 1').then(
    (response) => response.text(),
    (error: Error) => error.message,
  );
  const unread = await ask('SELECT number FROM numbers(100000000000)');
  await until('both run', async () => {
    const sql = "SELECT count() FROM system.processes WHERE position(query, 'numbers(1000') BETWEEN 1 AND 30";
    return (await (await ask(sql)).text()) === '2\n';
  });
  expect(await door.stop()).toBe(0);
  expect(await counting).toMatch(/Code: 394|fetch failed|terminated/);
  await expect(unread.text()).rejects.toThrow();
  expect(printed).toBe('');
}, 30_000);

test('it ends by itself when its parent is killed', async () => {
  const program = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, [${JSON.stringify(doorEntry)}], { stdio: ['ignore', 'inherit', 'inherit'] });
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['-e', program], {
    env: {
      ...process.env,
      SUANPAN_CLICKHOUSE_DATA: join(under.folder, 'orphan'),
      SUANPAN_CLICKHOUSE_USERS_FILE: under.usersFile,
      SUANPAN_CLICKHOUSE_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [bytes] = (await once(parent.stdout, 'data')) as [Buffer];
  const url = bytes.toString().trim().split(' ').at(-1);
  expect(await (await fetch(`${url}/ping`)).text()).toBe('Ok.\n');
  parent.kill('SIGKILL');
  await until('nobody answers', () =>
    fetch(`${url}/ping`).then(
      () => false,
      () => true,
    ),
  );
}, 30_000);
