import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SlaPromise } from '@suanpan/catalogue';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { aCall, aPlan } from '../testing/calls.ts';

// One month from its first call to its close and what comes after, told in order: each test goes on where the one before ended.

const NOVEMBER = Date.UTC(2026, 10, 1);
const DECEMBER = Date.UTC(2026, 11, 1);
const FEBRUARY = Date.UTC(2027, 1, 2);
const reason = 'Spec.';
const sales = { account: 'acme-sales', project: 'prj_leads', inputTokens: 1_400 };

interface Line {
  readonly id: string;
  readonly item: string;
  readonly component: string;
  readonly exactAmount: string;
}

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
  board.time.skip(DECEMBER - 60_000 - board.now());
  const sla: SlaPromise[] = [
    {
      ...{ id: 'up', measure: 'availability', percent: '99.9' },
      credits: [{ belowPercent: '99.9', creditPercent: '10' }],
    },
  ];
  const plan = aPlan({ minimumAmount: '50', sla });
  const assignment = { id: 'asg_sales', root: 'acme', account: 'acme-sales', plan: 'pro@1' };
  await board.writer.commit({
    ...{ actor: 'spec', reason },
    changes: [
      { act: 'create', entity: 'plan', value: plan },
      { act: 'create', entity: 'assignment', value: { ...assignment, effectiveFrom: NOVEMBER, effectiveTo: null } },
    ],
  });
  await board.send('acme', [
    ...['s-1', 's-2', 's-3'].map((id) => aCall(id, NOVEMBER + 86_400_000, sales)),
    aCall('failed', NOVEMBER + 86_400_000, { ...sales, inputTokens: 0, outputTokens: 0, httpStatus: 503 }),
    ...Array.from({ length: 7 }, (_, i) => aCall(`r-${i}`, NOVEMBER + i * 1_000)),
  ]);
}, 90_000);
afterAll(() => board.stop());

const ask = (method: string, path: string, body?: object) =>
  board.ask(method, `/v1/${path}`, { as: 'acme', ...(body === undefined ? {} : { body }) });
const post = (path: string, body: object = {}) => ask('POST', `roots/acme/${path}`, { reason, ...body });

/** What became of a directive, once it is decided. */
async function decided(id: string) {
  for (;;) {
    const { json } = await ask('GET', `roots/acme/directives/${encodeURIComponent(id)}`);
    if (json.state === 'decided') return json.outcome;
  }
}

const statement = async (account: string, period: string) =>
  (await ask('GET', `accounts/${account}/statements/${period}`)).json;

/** The sum of the ledger's entries that are posted to a month, by the naive way. */
async function posted(period: string): Promise<string> {
  const rows = await board.ledger?.clickhouse.queryRows<{ amount: string }>(
    "SELECT toString(amount) AS amount FROM ledger.usage WHERE posting_period = {period:String} AND root = 'acme' AND amount IS NOT NULL",
    { period },
  );
  return decimalFromAtto((rows ?? []).reduce((sum, { amount }) => sum + storedAtto(amount), 0n));
}

test('credits pay usage, a fee by hand is stated where it belongs, and what is wrong is refused', async () => {
  const credit = { account: 'acme-research', credit: 'welcome', currency: 'USD', amount: '0.01' };
  const granted = await post('credits', credit);
  expect([granted.status, granted.json]).toEqual([
    202,
    expect.objectContaining({ id: 'credit:welcome', kind: 'credit' }),
  ]);
  expect(await decided('credit:welcome')).toMatchObject({ reason: 'credit_granted' });
  await board.send('acme', [aCall('paid-1', DECEMBER - 60_000), aCall('paid-2', DECEMBER - 60_000)]);
  await board.send('acme', [aCall('paid-3', DECEMBER - 60_000), aCall('paid-4', DECEMBER - 60_000)]);
  const fee = { account: 'acme-research', period: '2026-11', currency: 'USD', amount: '-1.25', detail: 'Half of it.' };
  const { json } = await post('fees', fee);
  expect(await decided(json.id)).toMatchObject({
    reason: 'fee_charged',
    money: [{ currency: 'USD', amount: '-1.25' }],
  });
  // Eleven calls at 0.0035, of which the credit paid 0.01, and the fee.
  expect((await statement('acme-research', '2026-11')).totals).toEqual([
    expect.objectContaining({ currency: 'USD', exactAmount: '-1.2215' }),
  ]);
  const again = await post('credits', { ...credit, amount: '7' });
  expect([again.status, again.json.code]).toEqual([409, 'entity_exists']);
  expect((await post('credits', credit)).json.id).toBe('credit:welcome');
  for (const [more, code] of [
    [{ period: '1999-01' }, 'period_unknown'],
    [{ account: 'umbrella-lab' }, 'entity_unknown'],
    [{ project: 'prj_leads' }, 'project_unknown'],
    [{ amount: '0.00' }, 'request_invalid'],
  ] as const) {
    expect((await post('fees', { ...fee, ...more })).json.code).toBe(code);
  }
});

test('a billing run charges fees once; run again it charges nothing, and after the plan changed the difference', async () => {
  const run = () => post('periods/2026-11/fees');
  const first = await run();
  expect(first.json).toMatchObject({
    unchanged: 0,
    directives: [{ kind: 'fee', component: 'base', period: '2026-11' }],
  });
  expect(await decided(first.json.directives[0].id)).toMatchObject({ money: [{ currency: 'USD', amount: '10' }] });
  expect((await run()).json).toMatchObject({ unchanged: 1, directives: [] });
});

test('an open month is not closed before it ends, and not before everything is there', async () => {
  const early = await post('periods/2026-11/close');
  expect([early.status, early.json.code]).toEqual([409, 'period_open']);
  board.time.skip(120_000);
  const value = aPlan({ id: 'pro@2', version: 2 });
  const twoPlans = [
    { act: 'create', entity: 'plan', value },
    {
      act: 'create',
      entity: 'assignment',
      value: {
        ...{ id: 'asg_research', root: 'acme', account: 'acme-research', plan: 'pro@2' },
        ...{ effectiveFrom: DECEMBER - 30_000, effectiveTo: DECEMBER },
      },
    },
  ] as const;
  await board.writer.commit({ actor: 'spec', reason, changes: twoPlans });
  const due = await post('periods/2026-11/close');
  expect([due.status, due.json.code]).toEqual([409, 'fees_due']);
  const { json } = await post('periods/2026-11/fees');
  expect(json).toMatchObject({ unchanged: 1, directives: [{ account: 'acme-research' }] });
  board.ledger?.hold(true);
  const behind = await post('periods/2026-11/close');
  board.ledger?.hold(false);
  expect([behind.status, behind.json.code]).toEqual([409, 'ledger_behind']);
}, 40_000);

test('a close credits broken promises, charges up to the minimum, and the month comes to the last unit', async () => {
  const { status, json } = await post('periods/2026-11/close');
  expect([status, json.directives.map(({ id }: { id: string }) => id)]).toEqual([
    202,
    ['sla:asg_sales:up:2026-11', 'close:2026-11:1'],
  ]);
  expect(json.promises).toEqual([
    expect.objectContaining({ assignment: 'asg_sales', promise: 'up', reason: 'credited' }),
  ]);
  expect(await decided('close:2026-11:1')).toMatchObject({ reason: 'period_closed' });
  const own = await statement('acme-sales', '2026-11');
  // 30.5 of usage, 10 of fees, what is missing to 50, and 4.05 given back, which does not make the minimum smaller.
  expect(own).toMatchObject({ status: 'closed', totals: [{ currency: 'USD', amount: '45.95', exactAmount: '45.95' }] });
  const amounts = Object.fromEntries(
    (own.lines as Line[]).map(({ component, item, exactAmount }) => [`${component} ${item}`, exactAmount]),
  );
  expect(amounts).toMatchObject({ 'sla:up sla_credit': '-4.05', 'true_up true_up': '9.5', 'base fee': '10' });
  const whole = await statement('acme', '2026-11');
  expect(whole.totals[0].exactAmount).toBe(await posted('2026-11'));
  const { json: periods } = await ask('GET', 'roots/acme/billing-periods?limit=2');
  expect(periods.items).toEqual([
    expect.objectContaining({ period: '2026-12', status: 'open' }),
    expect.objectContaining({
      ...{ period: '2026-11', status: 'closed' },
      closed: expect.objectContaining({ totals: [{ currency: 'USD', amount: whole.totals[0].exactAmount }] }),
    }),
  ]);
});

test('what comes after the close is an adjustment of the next month, with a link, and the closed one stays', async () => {
  const before = await ask('GET', 'accounts/acme/statements/2026-11');
  await board.send('acme', [aCall('late', NOVEMBER + 5_000, { inputTokens: 3_000 })]);
  const { json } = await post('void', { target: { source: 'demo', id: 'r-0' } });
  expect(await decided(json.id)).toMatchObject({ reason: 'voided' });
  const after = await ask('GET', 'accounts/acme/statements/2026-11');
  const [one, other] = [JSON.parse(before.text), JSON.parse(after.text)];
  expect({ ...other, asOf: undefined }).toEqual({ ...one, asOf: undefined });
  const december = await statement('acme-research', '2026-12');
  expect(december.lines).toEqual([]);
  expect(december.adjustments.length).toBeGreaterThan(0);
  for (const { servicePeriod, adjusts } of december.adjustments) {
    expect([servicePeriod, adjusts.period]).toEqual(['2026-11', '2026-11']);
  }
  expect(december.adjustments[0].adjusts.statement).toBe((await statement('acme-research', '2026-11')).id);
});

test('months are closed in order and once', async () => {
  board.time.skip(FEBRUARY - board.now());
  const again = await post('periods/2026-11/close');
  expect([again.status, again.json.code]).toEqual([409, 'period_closed']);
  const skipped = await post('periods/2027-01/close');
  expect([skipped.status, skipped.json.code]).toEqual([409, 'period_not_next']);
});

test('two who close at once close once', async () => {
  await post('periods/2026-12/fees');
  const replies = await Promise.all([post('periods/2026-12/close'), post('periods/2026-12/close')]);
  const closes = await board.sql("SELECT id FROM admin.directive WHERE kind = 'close' AND id LIKE 'close:2026-12:%'");
  expect(replies.filter(({ status }) => status === 202)).toHaveLength(1);
  expect(closes).toEqual([{ id: 'close:2026-12:1' }]);
  expect(await decided('close:2026-12:1')).toMatchObject({ reason: 'period_closed' });
}, 40_000);

test('each line leads to its outcomes, a page at a time, and they come to the line', async () => {
  const { lines } = await statement('acme-research', '2026-11');
  const line = (lines as Line[]).find(({ item }) => item === 'uncached_input');
  const address = `accounts/acme-research/statements/2026-11/lines/${line?.id}/outcomes`;
  const found: { seq: number; amount: string }[] = [];
  let cursor = '';
  do {
    const { json } = await ask('GET', `${address}?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
    expect(json.items.length).toBeLessThanOrEqual(4);
    found.push(...json.items);
    cursor = json.nextCursor ?? '';
  } while (cursor !== '');
  expect(new Set(found.map(({ seq }) => seq)).size).toBe(found.length);
  expect(found.length).toBeGreaterThan(8);
  const sum = found.reduce((total, { amount }) => total + storedAtto(amount), 0n);
  expect(decimalFromAtto(sum)).toBe(line?.exactAmount);
  const foreign = await ask('GET', `accounts/acme-sales/statements/2026-11/lines/${line?.id}/outcomes`);
  expect([foreign.status, foreign.json.code]).toEqual([404, 'entity_unknown']);
});

test('a statement is had as JSON, CSV and PDF, by Accept or by name, each recognised by one digest', async () => {
  const address = '/v1/accounts/acme/statements/2026-11';
  const get = (path: string, accept?: string) =>
    board.ask('GET', path, { as: 'acme', headers: accept === undefined ? {} : { accept } });
  const [json, csv, pdf] = [await get(address), await get(address, 'text/csv'), await get(`${address}?format=pdf`)];
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.text.split('\r\n')[0]).toMatch(/^statement,status,root,/);
  expect([pdf.headers.get('content-type'), pdf.text.slice(0, 5)]).toEqual(['application/pdf', '%PDF-']);
  expect(pdf.headers.get('content-disposition')).toBe('attachment; filename="statement-acme-2026-11.pdf"');
  expect(new Set([json, csv, pdf].map(({ headers }) => headers.get('etag'))).size).toBe(1);
});

test('a department sees its own statement and nobody else’s, and an unknown month is unknown', async () => {
  const as = (account: string) => board.ask('GET', `/v1/accounts/${account}/statements/2026-11`, { as: 'research' });
  expect((await as('acme-research')).status).toBe(200);
  for (const account of ['acme', 'acme-sales', 'umbrella', 'nonesuch']) expect((await as(account)).status).toBe(404);
  const never = await ask('GET', 'accounts/acme/statements/1999-12');
  expect([never.status, never.json.code]).toEqual([404, 'period_unknown']);
});
