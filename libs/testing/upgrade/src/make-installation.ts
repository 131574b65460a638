// Makes an installation of today's code and keeps it: `node --conditions=@suanpan/source src/make-installation.ts <file> <commit>`,
// in a checkout of that commit that is built. Each act is one of the command line, as a tenant's people do them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWholeStack, type WholeStack } from '@suanpan/whole-stack';
import { readTopics } from './copy-topics.ts';
import { dumpDatabase } from './dump-database.ts';
import { type Shown, writeInstallation } from './installation.ts';

const SHARDS = 2;
const PLAN = {
  name: 'Reserved',
  currency: 'USD',
  minimumAmount: '8',
  components: [
    {
      ...{ id: 'base', kind: 'commitment', unit: 'token', quantity: '1000', feeAmount: '5' },
      ...{ rollover: 'none', proration: 'none' },
    },
    {
      ...{ id: 'beyond', kind: 'tiers', mode: 'graduated', per: 'total' },
      bands: [
        { upTo: '500', price: { unitPrice: '0.001' } },
        { upTo: null, price: { unitPrice: '0.0005' } },
      ],
    },
  ],
};

const [file = '', commit = ''] = process.argv.slice(2);
if (commit === '') throw new RangeError('usage: make-installation.ts <file> <commit>');
const now = new Date();
const starts = (month: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month);
const month = new Date(starts(-1)).toISOString().slice(0, 7);
/** In the month before in every zone, and not too long ago to be counted in it. */
const TIME = new Date(starts(0) - 24 * 3_600_000).toISOString();

function send(stack: WholeStack, key: string): (id: string, data: object) => Promise<void> {
  return async (id, data) => {
    const call = { provider: 'spec', model: 'm', operation: 'chat', inputTokens: 0, outputTokens: 0, ...data };
    const event = { specversion: '1.0', type: 'suanpan.usage.v1', source: 'spec', id, time: TIME, data: call };
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
    const body = JSON.stringify(event);
    // The key's revision reaches ingest in moments; until then the answer is that the key is not known.
    for (let status = 401; status === 401; ) {
      status = (await fetch(`${stack.addresses.ingestUrl}/v1/events`, { method: 'POST', headers, body })).status;
      if (![200, 202, 401].includes(status)) throw new Error(`${id} was answered ${status}.`);
    }
  };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; !(await holds()); )
    if (performance.now() > end) throw new Error(`It never came: ${what}.`);
}

async function shown(stack: WholeStack, ...args: string[]): Promise<Shown> {
  const { totals } = JSON.parse(await stack.run(...args, '--json'));
  return { args, total: JSON.stringify(totals) };
}

/** A tenant with a plan: charged, paid by a credit, corrected, closed, and late. Answers its key. */
async function acme(stack: WholeStack): Promise<string> {
  const of = ['--root', 'acme'];
  const plan = join(stack.dataFolder, 'plan.json');
  writeFileSync(plan, JSON.stringify(PLAN));
  await stack.run('root', 'create', '--id', 'acme', '--name', 'Acme', '--zone', 'Asia/Shanghai');
  await stack.run('account', 'create', ...of, '--id', 'lab', '--name', 'Lab', '--budget', '100');
  await stack.run('project', 'create', ...of, '--account', 'lab', '--id', 'chat', '--name', 'Chat');
  await stack.run('plan', 'create', '--file', plan, '--plan', 'big', ...of);
  await stack.run(
    'plan',
    'assign',
    '--account',
    'lab',
    '--plan',
    'big@1',
    '--from',
    new Date(starts(-1) - 8 * 3_600_000).toISOString(),
  );
  await stack.run('credit', ...of, '--account', 'lab', '--amount', '0.10', '--name', 'welcome');
  const key = await stack.run('key', 'create', ...of, '--account', 'lab', '--project', 'chat');
  const sending = send(stack, key);
  await sending('call-1', { inputTokens: 700, metadata: { team: 'blue' }, endUser: 'user-1' });
  await sending('call-2', { inputTokens: 1_100, outputTokens: 7 });
  await sending('call-3', { inputTokens: 40, cacheReadTokens: 30, outputTokens: 9, reasoningTokens: 4 });
  await sending('call-4', { inputTokens: 90 });
  const call = (id: string) => [id, ...of, '--source', 'spec', '--reason', 'It was a test.'];
  await until('call-4', async () => (await stack.cli('explain', 'call-4')).code === 0);
  await stack.run('void', ...call('call-4'));
  await stack.run('amend', ...call('call-3'), '--set', 'inputTokens=60');
  await stack.run('fee', ...of, '--account', 'lab', '--period', month, '--amount', '1.25', '--detail', 'Set-up.');
  await stack.run('period', 'fees', month, ...of);
  await stack.run('period', 'close', month, ...of);
  await sending('late', { inputTokens: 200 });
  await until('late', async () => (await stack.cli('explain', 'late')).code === 0);
  return key;
}

/** A tenant without a plan: one call by the list, one whose price was added later, one that still waits for its price. */
async function beta(stack: WholeStack): Promise<void> {
  const add = (model: string, amount: string) =>
    stack.run(
      'price',
      'add',
      '--provider',
      'spec',
      '--model',
      model,
      '--input-per-million',
      amount,
      '--output-per-million',
      '3',
    );
  await stack.run('root', 'create', '--id', 'beta', '--name', 'Beta');
  await stack.run('project', 'create', '--root', 'beta', '--id', 'web', '--name', 'Web');
  const key = await stack.run('key', 'create', '--root', 'beta', '--project', 'web');
  const sending = send(stack, key);
  await add('listed', '1.5');
  await sending('listed-1', { model: 'listed', inputTokens: 1_000 });
  await sending('waits-1', { model: 'waits-no-more', inputTokens: 1_000 });
  await sending('waits-2', { model: 'waits-on', inputTokens: 1_500 });
  await sending('listed-1', { model: 'listed', inputTokens: 1_000 });
  await until('waits-2', async () => (await stack.cli('explain', 'waits-2')).stdout.includes('quarantined'));
  await add('waits-no-more', '2');
  await until('waits-1', async () => (await stack.cli('explain', 'waits-1')).stdout.includes('adjusted'));
}

function secretsOf(dataFolder: string): Record<string, string> {
  const folder = join(dataFolder, 'secrets');
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => !name.startsWith('session-'))
      .map((name) => [`secrets/${name}`, readFileSync(join(folder, name)).toString('base64')]),
  );
}

const stack = await startWholeStack({ SUANPAN_SHARDS: String(SHARDS) });
try {
  const key = await acme(stack);
  await beta(stack);
  await until('agreement', async () => (await stack.cli('reconcile')).code === 0);
  const statements = [
    await shown(stack, 'statement', 'show', 'acme', '--period', month),
    await shown(stack, 'statement', 'show', 'lab', '--period', month),
    await shown(stack, 'statement', 'show', 'beta', '--period', month),
  ];
  const { kafka, postgresUrl } = stack.addresses;
  writeInstallation(file, {
    ...{ commit, shards: SHARDS, key, month, statements, secrets: secretsOf(stack.dataFolder) },
    topics: await readTopics(kafka, SHARDS),
    sql: await dumpDatabase(postgresUrl),
  });
} finally {
  await stack.stop();
}
