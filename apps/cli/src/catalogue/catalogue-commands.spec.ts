import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keyHash, parseKey } from '@suanpan/api-keys';
import { TOPICS } from '@suanpan/facts';
import { ensureTopics } from '@suanpan/kafka';
import {
  type RealBroker,
  type RealPostgres,
  startRealBroker,
  startRealPostgres,
  temporaryFolder,
} from '@suanpan/real-parts';
import { EXIT } from '../output/exit-codes.ts';
import { runCommandLine } from '../program.ts';
import { RecordingTerminal } from '../recording-terminal.ts';

let postgres: RealPostgres;
let broker: RealBroker;
const folder = temporaryFolder('cli');
let env: Record<string, string>;

beforeAll(async () => {
  [postgres, broker] = await Promise.all([startRealPostgres(), startRealBroker()]);
  await ensureTopics({ brokers: broker.brokers, clientId: 'spec' }, TOPICS, 3);
  env = {
    SUANPAN_DATA: folder.path,
    SUANPAN_POSTGRES_URL: postgres.url,
    SUANPAN_KAFKA_BROKERS: broker.address,
    SUANPAN_SHARDS: '3',
    SUANPAN_ACTOR: 'ann',
  };
}, 120_000);

afterAll(async () => {
  await broker?.stop();
  await postgres?.stop();
  folder.remove();
});

async function run(...argv: string[]) {
  const terminal = new RecordingTerminal();
  const context = { terminal, env, now: Date.now, signal: new AbortController().signal };
  const code = await runCommandLine(argv, context);
  return { code, data: terminal.data, talk: terminal.talk.join('\n') };
}

/** Runs a reading command with --json. */
async function read<T>(...argv: string[]): Promise<T> {
  const { code, data, talk } = await run(...argv, '--json');
  expect({ code, talk }).toEqual({ code: EXIT.ok, talk: '' });
  return JSON.parse(data.join('\n')) as T;
}

test('root, account, project and key are created one after the other, and each id is the only line of data', async () => {
  const made = await run('root', 'create', '--name', 'Acme', '--id', 'acme', '--zone', 'Asia/Shanghai');
  expect(made).toEqual({ code: EXIT.ok, data: ['acme'], talk: 'The catalogue stands at revision 1.' });
  expect((await run('account', 'create', '--root', 'acme', '--name', 'Lab', '--id', 'lab')).data).toEqual(['lab']);
  const project = await run(
    'project',
    'create',
    '--root',
    'acme',
    '--account',
    'lab',
    '--name',
    'Chat',
    '--id',
    'chat',
  );
  expect(project.data).toEqual(['chat']);
  expect(await read('root', 'list')).toEqual([{ id: 'acme', name: 'Acme', shard: 0, zone: 'Asia/Shanghai' }]);
  expect(await read<unknown[]>('account', 'list', '--root', 'acme')).toHaveLength(2);
  expect(await read('project', 'list')).toEqual([{ id: 'chat', root: 'acme', account: 'lab', name: 'Chat' }]);
});

test('a key is shown once as the only line of data; the catalogue holds its hash, and revoking it is for good', async () => {
  const { data } = await run(
    'key',
    'create',
    '--root',
    'acme',
    '--project',
    'chat',
    '--id',
    'k1',
    '--scope',
    'ingest',
    'read',
  );
  const [text = ''] = data;
  expect(data).toHaveLength(1);
  expect(parseKey(text)).toEqual({ kind: 'live' });
  expect(await read('key', 'list')).toMatchObject([{ id: 'k1', hash: keyHash(text), scopes: ['ingest', 'read'] }]);
  expect((await run('key', 'list')).data.join('\n')).not.toContain(text);
  expect((await run('key', 'revoke', 'k1')).code).toBe(EXIT.ok);
  expect((await run('key', 'revoke', 'k1')).talk).toBe('Key k1 was revoked before.');
  expect(await read('key', 'list')).toMatchObject([{ id: 'k1', status: 'revoked' }]);
  expect((await run('key', 'revoke', 'k2')).talk).toMatch(/key k2 does not exist. \[entity_unknown\]/);
});

test('an own price is written for one unit, exactly', async () => {
  const argv = ['--provider', 'demo', '--model', 'demo-conversation', '--root', 'acme', '--from', '2026-01-01'];
  const added = await run('price', 'add', ...argv, '--input-per-1k', '0.002', '--output-per-million', '2.5');
  expect(added.code).toBe(EXIT.ok);
  const rows = await read<{ leaf: string; unitPrice: string; root: string; effectiveFrom: number }[]>('price', 'list');
  expect(rows.map(({ leaf, unitPrice }) => [leaf, unitPrice]).sort()).toEqual([
    ['output_text', '0.0000025'],
    ['uncached_input', '0.000002'],
  ]);
  expect(rows.every((row) => row.root === 'acme' && row.effectiveFrom === Date.UTC(2026, 0))).toBe(true);
  const again = await run('price', 'add', ...argv, '--input-per-1k', '0.002');
  expect(again).toMatchObject({ code: EXIT.failure, data: [], talk: expect.stringContaining('[entity_exists]') });
});

test('the genai-prices book is imported once; a second import changes nothing', async () => {
  const dry = await read<{ added: number }>('price', 'import', '--dry-run');
  expect(dry.added).toBeGreaterThan(1_000);
  expect((await run('price', 'import')).talk).toMatch(/^The catalogue stands at revisions \d+ to \d+\.$/);
  expect(await read('price', 'import')).toMatchObject({ added: 0, changed: 0, unchanged: dry.added });
  const gpt = await run('price', 'list', '--provider', 'openai', '--model', 'gpt-4o-mini');
  expect(gpt.data.join('\n')).toMatch(/openai +gpt-4o-mini +uncached_input +0\.15 +USD/);
}, 60_000);

test('the log tells who changed what and why, newest first, and the whole is proved', async () => {
  const log = await read<{ revision: number; actor: string; reason: string }[]>('catalogue', 'log', '--limit', '500');
  expect(log.map(({ revision }) => revision)).toEqual(log.map((_, i) => log.length - i));
  expect(log.at(-1)).toMatchObject({ actor: 'ann', reason: 'root Acme created', published: true });
  expect(await read('catalogue', 'verify')).toMatchObject({ topicRevision: log.length, unpublished: 0, flaws: [] });
});

test('a refused change says why and what to do', async () => {
  const { code, data, talk } = await run('root', 'create', '--name', 'X', '--zone', 'Mars/Base');
  expect({ code, data }).toEqual({ code: EXIT.failure, data: [] });
  expect(talk).toMatch(/zone must be an IANA time zone .* \[entity_invalid\]/);
});

test('a broker that is away is a failure that says what to look at', async () => {
  await broker.crash();
  const { code, talk } = await run('root', 'list');
  expect(code).toBe(EXIT.failure);
  expect(talk).toMatch(/\[unavailable\]\nnext: Is the stack running\?/);
  await broker.restart();
}, 60_000);
