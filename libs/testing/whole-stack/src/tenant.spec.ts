import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWholeStack, type WholeStack } from './index.ts';

/** 1,000 tokens for 5 USD a month, and a thousandth of a USD for each beyond. */
const PLAN = {
  name: 'Reserved',
  currency: 'USD',
  components: [
    {
      ...{ id: 'base', kind: 'commitment', unit: 'token', quantity: '1000', feeAmount: '5' },
      ...{ rollover: 'none', proration: 'none' },
    },
    { id: 'beyond', kind: 'rate', unitPrices: { token: '0.001' } },
  ],
};

interface Statement {
  readonly status: string;
  readonly totals: readonly { readonly currency: string; readonly amount: string }[];
  readonly lines: readonly { readonly id: string; readonly component: string; readonly amount: string }[];
  readonly adjustments: readonly { readonly amount: string }[];
}

let stack: WholeStack;
let key: string;
const month = lastMonth(Date.now());

beforeAll(async () => {
  stack = await startWholeStack();
}, 180_000);
afterAll(() => stack?.stop(), 60_000);

/** The month before the one of a time, in UTC, and a time in it that is not too long ago to be counted. */
function lastMonth(now: number) {
  const date = new Date(now);
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1);
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  return {
    id: new Date(start).toISOString().slice(0, 7),
    from: new Date(start).toISOString(),
    time: new Date(end - 3_600_000).toISOString(),
  };
}

async function send(id: string, inputTokens: number): Promise<number> {
  const data = { provider: 'spec', model: 'm', operation: 'chat', inputTokens, outputTokens: 0 };
  const event = { specversion: '1.0', type: 'suanpan.usage.v1', source: 'spec', id, time: month.time, data };
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
  const url = `${stack.addresses.ingestUrl}/v1/events`;
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(event) })).status;
}

async function statement(account: string, period?: string): Promise<Statement> {
  const of = period === undefined ? [] : ['--period', period];
  return JSON.parse(await stack.run('statement', 'show', account, ...of, '--json')) as Statement;
}

/** The statement once it comes to an amount; `nothing` where all that was stated is taken back. */
async function statedAs(amount: string, account: string, period?: string): Promise<Statement> {
  let found = await statement(account, period);
  for (const endsAt = Date.now() + 30_000; Date.now() < endsAt && textOf(found) !== amount; ) {
    found = await statement(account, period);
  }
  expect(textOf(found)).toBe(amount);
  return found;
}

function textOf({ totals }: Statement): string {
  return totals.map(({ amount, currency }) => `${amount} ${currency}`).join(' + ') || 'nothing';
}

describe('a tenant, by the command line alone', () => {
  test('is set up with a department, a project, a plan and a key', async () => {
    const file = join(stack.dataFolder, 'plan.json');
    writeFileSync(file, JSON.stringify(PLAN));
    await stack.run('root', 'create', '--id', 'acme', '--name', 'Acme');
    await stack.run('account', 'create', '--root', 'acme', '--id', 'lab', '--name', 'Lab', '--budget', '100');
    await stack.run('project', 'create', '--root', 'acme', '--account', 'lab', '--id', 'chat', '--name', 'Chat');
    expect(await stack.run('plan', 'create', '--file', file, '--plan', 'big', '--root', 'acme')).toBe('big@1');
    await stack.run('plan', 'assign', '--account', 'lab', '--plan', 'big@1', '--from', month.from);
    expect(await stack.run('plan', 'of', 'lab')).toMatch(/^big@1 {2}Reserved/);
    key = await stack.run('key', 'create', '--root', 'acme', '--account', 'lab', '--project', 'chat');
  }, 60_000);

  test('is charged by its plan: what the base does not cover, and its fee', async () => {
    expect([await send('call-1', 700), await send('call-2', 1_100)]).toEqual([202, 202].map(() => expect.any(Number)));
    // 1,800 tokens, of which 1,000 are covered.
    await statedAs('0.80 USD', 'acme', month.id);
    const fees = await stack.cli('period', 'fees', month.id, '--root', 'acme');
    expect(fees).toMatchObject({ code: 0, stderr: expect.stringContaining('1 fee is charged, 0 unchanged.') });
    await statedAs('5.80 USD', 'acme', month.id);
    expect((await stack.cli('period', 'fees', month.id, '--root', 'acme')).stderr).toContain(
      '0 fees are charged, 1 un',
    );
  }, 60_000);

  test('is closed for the month; what comes later is stated in the next one, with a link', async () => {
    await stack.run('period', 'close', month.id, '--root', 'acme');
    expect((await statedAs('5.80 USD', 'acme', month.id)).status).toBe('closed');
    await send('late', 200);
    const { adjustments, status } = await statedAs('0.20 USD', 'acme');
    expect({ status, adjustments }).toMatchObject({ status: 'open', adjustments: [{ amount: '0.20' }] });
    expect((await statedAs('5.80 USD', 'acme', month.id)).status).toBe('closed');
  }, 90_000);

  test('takes back and corrects calls, and each line leads to its outcomes', async () => {
    await stack.run(
      'void',
      'late',
      '--root',
      'acme',
      '--source',
      'spec',
      '--reason',
      'A test that went to the live key.',
    );
    await statedAs('nothing', 'acme');
    const { lines } = await statement('acme', month.id);
    const line = lines.find(({ component }) => component === 'beyond');
    const behind = ['--account', 'acme', '--period', month.id];
    expect(await stack.run('statement', 'outcomes', line?.id ?? '', ...behind)).toMatch(/call-2 +800 +0\.8\b/);
  }, 60_000);

  test('gets the statement on paper and as a table', async () => {
    const file = join(stack.dataFolder, 'statement.pdf');
    await stack.run('statement', 'export', 'lab', '--period', month.id, '--format', 'pdf', '--out', file);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
    const csv = await stack.run('statement', 'export', 'lab', '--period', month.id);
    expect(csv.split('\n')).toHaveLength(4);
  }, 60_000);

  test('leaves a ledger that agrees, and a log that decides the same again', async () => {
    expect((await stack.cli('reconcile')).code).toBe(0);
    expect((await stack.cli('replay')).code).toBe(0);
    expect((await stack.cli('catalogue', 'verify')).code).toBe(0);
  }, 60_000);
});
