import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MemoryLog } from '@suanpan/kafka';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { ownPriceRow } from '@suanpan/price-book';
import { keepWorking } from '../jobs/keep-working.ts';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { aCall, aPlan } from '../testing/calls.ts';
import { runWithLog } from '../testing/serve-log.ts';

const CALLS = 620;
const reason = 'Spec.';

const log = new MemoryLog();
let board: AdminBoard;
let from: number;
let working: { close(): Promise<void> } | undefined;

beforeAll(async () => {
  board = await startAdminBoard({ ledger: true, working: false, log });
  from = board.now() - 3_600_000;
  const tiers = aPlan({
    components: [
      {
        ...{ id: 'tiers', kind: 'tiers', mode: 'graduated', per: 'total' },
        bands: [
          { upTo: '2000', price: { ratio: '1' } },
          { upTo: null, price: { ratio: '0.5' } },
        ],
      },
    ],
  });
  const assignment = { id: 'asg_sales', root: 'acme', account: 'acme-sales', plan: 'pro@1' };
  await board.writer.commit({
    ...{ actor: 'spec', reason },
    changes: [
      { act: 'create', entity: 'plan', value: tiers },
      { act: 'create', entity: 'assignment', value: { ...assignment, effectiveFrom: 0, effectiveTo: null } },
    ],
  });
  for (let i = 0; i < CALLS; i += 155) {
    await board.send(
      'acme',
      Array.from({ length: 155 }, (_, j) => aCall(`c-${i + j}`, from + i + j)),
    );
  }
  const sales = { account: 'acme-sales', project: 'prj_leads' };
  await board.send(
    'acme',
    ['s-1', 's-2', 's-3'].map((id) => aCall(id, from + 1, sales)),
  );
  await board.send('acme', [aCall('other', from + 1, { requestedModel: 'nobody-knows-it' })]);
  await board.settle();
}, 90_000);
afterAll(async () => {
  await working?.close();
  await board.stop();
});

const range = () => ({ from: new Date(from).toISOString(), to: new Date(board.now()).toISOString() });
const post = (path: string, body: object, as: 'acme' | 'research' = 'acme') =>
  board.ask('POST', `/v1/roots/acme/${path}`, { as, body: { reason, ...body } });

// biome-ignore lint/suspicious/noExplicitAny: specs look at what they expect
async function done(id: string): Promise<any> {
  for (;;) {
    const { json } = await board.ask('GET', `/v1/jobs/${id}`, { as: 'acme' });
    if (json.state === 'failed') throw new RangeError(JSON.stringify(json.error));
    if (json.state === 'done') return json.result;
  }
}

async function run(more: object) {
  const { status, json, headers } = await post('price-again', { ...range(), dryRun: true, ...more });
  expect([status, headers.get('location')]).toEqual([202, `/v1/jobs/${json.id}`]);
  return done(json.id);
}

/** Price rows of a model end, and others hold in their place: what was imported wrongly. */
async function correctPrices(amount: string): Promise<void> {
  const wrong = (await board.writer.list('priceRow')).filter(
    ({ model, leaf }) => model === 'gpt-4o' && leaf === 'uncached_input',
  );
  const price = { provider: 'openai', model: 'gpt-4o', currency: 'USD', book: 'list', leaf: 'uncached_input' } as const;
  await board.writer.commit({
    ...{ actor: 'spec', reason },
    changes: [
      ...wrong.map(({ id }) => ({ act: 'end', entity: 'priceRow', id }) as const),
      { act: 'create', entity: 'priceRow', value: ownPriceRow({ ...price, price: { amount, per: 1_000_000 } }) },
    ],
  });
}

async function total(account: string): Promise<string> {
  await board.settle();
  const rows = await board.ledger?.clickhouse.queryRows<{ amount: string }>(
    'SELECT toString(amount) AS amount FROM ledger.usage WHERE account = {account:String} AND amount IS NOT NULL',
    { account },
  );
  return decimalFromAtto((rows ?? []).reduce((sum, { amount }) => sum + storedAtto(amount), 0n));
}

const sent = async () => Number((await board.sql('SELECT count(*)::int AS n FROM admin.directive'))[0].n);

test('a job that is killed between its steps goes on where it was, and sends each call once', async () => {
  await correctPrices('3.50');
  const { json } = await post('price-again', { ...range(), dryRun: false });
  const { url, user, password } = board.ledger?.address ?? { url: '', user: '', password: '' };
  const crash = (steps: number) =>
    runWithLog(log, 'job-child.ts', [board.database, url, user, password, `${steps}`, `${board.now()}`]);
  // The first step finds out what there is; the second slice is written and not committed.
  expect(await crash(3)).toEqual({ signal: 'SIGKILL', errors: '' });
  expect(await sent()).toBe(3);
  board.time.skip(20_000);
  working = keepWorking(board.service);
  const result = await done(json.id);
  expect(result).toMatchObject({ dryRun: false, calls: CALLS + 4, changed: CALLS + 3, unchanged: { open: 1 } });
  expect(result.directives).toBe(await sent());
  // 620 calls at 0.0035 and 0.0045; tiers keep their slices: 2,000 units at the list, 1,300 at half of it.
  expect(await total('acme-research')).toBe('2.79');
  const targets = await board.sql(
    `SELECT count(*)::int AS n, count(DISTINCT t->>'seq')::int AS each FROM admin.directive, json_array_elements(text::json->'targets') AS t`,
  );
  expect(targets).toEqual([{ n: CALLS + 3, each: CALLS + 3 }]);
}, 90_000);

test('run again over the same range it sends nothing', async () => {
  await board.settle();
  const before = await sent();
  const result = await run({ dryRun: false });
  expect(result).toMatchObject({
    changed: 0,
    directives: 0,
    changes: [],
    unchanged: { nothing_left: CALLS + 3, open: 1 },
  });
  expect(await sent()).toBe(before);
}, 40_000);

test('a dry run says to the last unit what would change, and sends nothing', async () => {
  await correctPrices('2.00');
  const [research, sales, before] = [await total('acme-research'), await total('acme-sales'), await sent()];
  const shown = await run({});
  expect(await sent()).toBe(before);
  const { provider, model, calls, currency, ...sums } = shown.changes[0];
  expect({ provider, model, calls, currency }).toEqual({
    ...{ provider: 'openai', model: 'gpt-4o', calls: CALLS + 3, currency: 'USD' },
  });
  const all = storedAtto(research) + storedAtto(sales);
  expect(sums.before).toBe(decimalFromAtto(all));
  const real = await run({ dryRun: false });
  expect(real.changes).toEqual(shown.changes);
  const after = storedAtto(await total('acme-research')) + storedAtto(await total('acme-sales'));
  expect(sums.after).toBe(decimalFromAtto(after));
}, 40_000);

test('a call that was amended or voided since is priced as it stands', async () => {
  const amended = await post('amend', { target: { source: 'demo', id: 'c-1' }, call: { inputTokens: 2_000 } });
  const voided = await post('void', { target: { source: 'demo', id: 'c-2' } });
  expect([amended.status, voided.status]).toEqual([202, 202]);
  await board.settle();
  await correctPrices('3.00');
  const result = await run({ model: 'gpt-4o', provider: 'openai', dryRun: false });
  expect(result).toMatchObject({ changed: CALLS + 2, unchanged: { voided: 1 } });
  // 618 as they were sent, one with twice the input, one taken back.
  expect(await total('acme-research')).toBe(decimalFromAtto(618n * 4_000n * 10n ** 12n + 7_000n * 10n ** 12n));
}, 40_000);

test('a job is seen by those who may ask for one there, and does not exist for others', async () => {
  const { json } = await post('price-again', { id: 'job_mine', ...range(), dryRun: true });
  const unknown = await board.ask('GET', '/v1/jobs/job_nonesuch', { as: 'umbrella' });
  for (const as of ['umbrella', 'research', 'nobody'] as const) {
    const theirs = await board.ask('GET', `/v1/jobs/${json.id}`, { as });
    expect([theirs.status, theirs.text.replace('job_mine', 'job_nonesuch')]).toEqual([404, unknown.text]);
  }
  const twice = await post('price-again', { id: 'job_mine', ...range(), dryRun: true });
  expect([twice.status, twice.json.code]).toEqual([409, 'entity_exists']);
  const backwards = await post('price-again', { from: range().to, to: range().from, dryRun: true });
  expect(backwards.json.code).toBe('entity_invalid');
});
