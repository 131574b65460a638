import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClickHouse } from '@suanpan/clickhouse';
import { type Mark, QUANTITIES } from '@suanpan/facts';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { attoFromDecimal } from '@suanpan/money';
import {
  AT,
  chunkOf,
  closing,
  fee,
  planned,
  pricedAgain,
  quarantined,
  rated,
  repeated,
  takenBack,
} from './items.fixture.ts';
import { ledgerTotals } from './ledger-totals.ts';
import { RealLedger } from './real-ledger.fixture.ts';
import { ANALYST_VIEWS } from './sql/analyst-views.ts';

const HOUR = 3_600_000;
const B = { shard: 1, root: 'root_b' } as const;

let ledger: RealLedger;
let analyst: ClickHouse;

beforeAll(async () => {
  ledger = await RealLedger.start();
  analyst = ledger.as('analyst-root_a');
  await ledger
    .store()
    .insert(
      chunkOf('a', [
        marked(rated({ seq: 0 }), ['count_unread', 'total_exceeds_parts']),
        rated({ seq: 1, time: AT + HOUR, model: 'opus', project: 'prj_2', input: 7, output: 0 }),
        quarantined({ seq: 2, model: 'unheard-of', input: 50 }),
        quarantined({ seq: 3, model: 'unheard-of', input: 60 }),
        quarantined({ seq: 4, model: 'unheard-of', input: 70 }),
        repeated({ seq: 5 }, 0, 'duplicate'),
        repeated({ seq: 6, input: 999 }, 0, 'conflict'),
        rated({ seq: 7, time: AT + 26 * HOUR, credential: 'key_2' }),
        marked(rated({ ...B, seq: 0, input: 5_000_000 }), ['count_unread']),
        quarantined({ ...B, seq: 1 }),
        repeated({ ...B, seq: 2 }, 0, 'duplicate'),
      ]),
    );
  await ledger
    .store()
    .insert(chunkOf('b', [pricedAgain({ seq: 8, model: 'unheard-of', input: 50 }, 2), closing({ seq: 9 }, [3])]));
  await ledger
    .store()
    .insert(
      chunkOf('c', [
        planned({ seq: 10, model: 'opus', input: 200, output: 50 }),
        planned({ seq: 11, model: 'opus' }),
        takenBack({ seq: 12, model: 'opus' }, 11),
        fee({ seq: 13 }, '12.5'),
        fee({ ...B, seq: 3 }, '1'),
      ]),
    );
});
afterAll(() => ledger.stop());

function marked(item: LedgerItem, marks: readonly Mark[]): LedgerItem {
  return { ...item, outcome: { ...item.outcome, marks } };
}

async function sumOf(client: ClickHouse, sql: string): Promise<bigint | undefined> {
  const [row] = await client.queryRows<{ sum: string | null }>(`SELECT toString(${sql}`);
  return attoFromDecimal(row?.sum ?? '');
}

describe('an analyst', () => {
  test.each(ANALYST_VIEWS.map(({ name }) => [name]))('sees in %s only the own root, and something', async (name) => {
    const roots = await analyst.queryRows(`SELECT DISTINCT root FROM analyst.${name}`);
    expect(roots).toEqual([{ root: 'root_a' }]);
    const others = await ledger.as('analyst-root_b').queryRows(`SELECT DISTINCT root FROM analyst.${name}`);
    expect(others).toEqual([{ root: 'root_b' }]);
  });

  test('sees of the ledger itself only the own root, and nothing of the repairs', async () => {
    await ledger.as('repair').exec("INSERT INTO ledger.repairs (chunk, state) VALUES ('x', 'begun')");
    expect(await analyst.queryRows('SELECT DISTINCT root FROM ledger.usage')).toEqual([{ root: 'root_a' }]);
    expect(await analyst.queryRows('SELECT * FROM ledger.repairs')).toEqual([]);
    expect(await analyst.queryRows("SELECT count() AS n FROM ledger.usage WHERE root = 'root_b'")).toEqual([
      { n: '0' },
    ]);
  });

  test('finds every view and what it is for', async () => {
    const tables = await analyst.queryRows<{ name: string; comment: string }>(
      "SELECT name, comment FROM system.tables WHERE database = 'analyst' ORDER BY name",
    );
    expect(tables.map(({ name }) => name)).toEqual(ANALYST_VIEWS.map(({ name }) => name).sort());
    for (const { comment } of tables) expect(comment.length).toBeGreaterThan(20);
  });

  test.each(QUANTITIES.map(({ column }) => [column]))('finds %s in the view of calls', async (column) => {
    const columns = await analyst.queryRows<{ name: string }>('DESCRIBE TABLE analyst.calls');
    expect(columns.map(({ name }) => name)).toContain(column);
  });

  test('finds a comment on every column of the ledger in its schema', async () => {
    const silent = "SELECT name FROM system.columns WHERE database = 'ledger' AND comment = ''";
    expect(await ledger.admin.queryRows(silent)).toEqual([]);
  });

  test('finds a comment on every column of every view', async () => {
    const silent = "SELECT table, name FROM system.columns WHERE database = 'analyst' AND comment = ''";
    expect(await analyst.queryRows(silent)).toEqual([]);
  });

  test('has a column called time in every view', async () => {
    const timed =
      "SELECT table FROM system.columns WHERE database = 'analyst' AND name = 'time' AND type LIKE 'DateTime%'";
    expect(await analyst.queryRows(timed)).toHaveLength(ANALYST_VIEWS.length);
  });
});

describe('the views', () => {
  const additive = ANALYST_VIEWS.map(({ name }) => name).filter(
    (name) => name.startsWith('cost_by_') || name === 'entries',
  );

  test.each(additive)('sum %s to what the rows sum to', async (name) => {
    const money = await sumOf(ledger.admin, 'sum(amount)) AS sum FROM ledger.usage');
    expect(await sumOf(ledger.admin, `sum(cost)) AS sum FROM analyst.${name}`)).toBe(money);
    const [row] = await ledger.admin.queryRows(
      `SELECT sum(calls) AS calls, sum(input_tokens) AS input FROM analyst.${name}`,
    );
    // Duplicates and conflicts add nothing; a call that was priced later counts once.
    // A call that was voided did happen: it counts, and its tokens with it.
    expect(row).toEqual({ calls: '10', input: String(1000 + 7 + 50 + 60 + 70 + 1000 + 5_000_000 + 1000 + 1200) });
  });

  test('show in calls one row a call with what it costs now: priced later, taken back, or not priced', async () => {
    const rows = await analyst.queryRows(
      'SELECT seq, calls, entries, model, currency, cost, input_tokens, account FROM analyst.calls ORDER BY seq',
    );
    const call = { calls: '1', entries: '1', account: 'acc-root_a', currency: 'USD' };
    expect(rows).toMatchObject([
      { ...call, seq: '0', model: 'gpt', cost: '0.0022', input_tokens: '1000' },
      { ...call, seq: '1', model: 'opus', cost: '0.000014' },
      { ...call, seq: '2', entries: '2', model: 'unheard-of', cost: '0.0003', input_tokens: '50' },
      // Settled without money: still no price.
      { ...call, seq: '3', model: 'unheard-of', currency: '', cost: null },
      { ...call, seq: '4', model: 'unheard-of', currency: '', cost: null, input_tokens: '70' },
      { ...call, seq: '7', model: 'gpt', cost: '0.0022' },
      { ...call, seq: '10', entries: '2', model: 'opus' },
      { ...call, seq: '11', entries: '3', model: 'opus', cost: '0' },
    ]);
  });

  test('never add two currencies of one call: its cost is then unknown, and costs has both', async () => {
    await ledger.admin.exec(`INSERT INTO ledger.usage (root, shard, seq, entry, kind, time, event_id, currency, calls, amount, cost_other)
      SELECT 'root_two', 9, 0, entry, 'rated', toDateTime64('2026-11-24 01:02:03', 3, 'UTC'), 'two', currency, entry = 0, amount, amount
      FROM values('entry UInt32, currency String, amount Decimal(38, 18)', (0, 'USD', 1), (1, 'EUR', 2))`);
    const sql = "SELECT calls, entries, currency, cost, cost_other, costs FROM analyst.calls WHERE root = 'root_two'";
    expect(await ledger.admin.queryRows(sql)).toEqual([
      { calls: '1', entries: '2', currency: '', cost: null, cost_other: null, costs: { EUR: '2', USD: '1' } },
    ]);
    await ledger.admin.exec("ALTER TABLE ledger.usage DELETE WHERE root = 'root_two' SETTINGS mutations_sync = 2");
  });

  test('show the cost of a call without a price as unknown, not as zero', async () => {
    const rows = await analyst.queryRows(
      "SELECT currency, calls, cost FROM analyst.cost_by_model WHERE model = 'unheard-of' ORDER BY currency",
    );
    expect(rows).toEqual([
      { currency: '', calls: '3', cost: null },
      { currency: 'USD', calls: '0', cost: '0.0003' },
    ]);
  });

  test('call unpriced only what was neither priced nor settled since', async () => {
    expect(await analyst.queryRows('SELECT seq, model, input_tokens, reason FROM analyst.unpriced')).toEqual([
      { seq: '4', model: 'unheard-of', input_tokens: '70', reason: 'model_unpriced' },
    ]);
  });

  test('show by mark which calls are not certain and what they carry', async () => {
    const rows = await analyst.queryRows('SELECT mark, calls, cost, model FROM analyst.marked_calls ORDER BY mark');
    const call = { calls: '1', cost: '0.0022', model: 'gpt' };
    expect(rows).toEqual([
      { mark: 'count_unread', ...call },
      { mark: 'total_exceeds_parts', ...call },
    ]);
  });

  test('show what was counted before', async () => {
    expect(
      await analyst.queryRows('SELECT kind, event_id, first_seq FROM analyst.duplicates_and_conflicts ORDER BY seq'),
    ).toEqual([
      { kind: 'duplicate', event_id: 'event-root_a-0', first_seq: '0' },
      { kind: 'conflict', event_id: 'event-root_a-0', first_seq: '0' },
    ]);
  });

  test('show what plans charge by component, corrections and fees included', async () => {
    const rows = await analyst.queryRows(
      'SELECT account, component, calls, cost FROM analyst.cost_by_plan WHERE plan != {none:String} ORDER BY account, component',
      { none: '' },
    );
    expect(rows).toEqual([
      { account: 'acc-root_a', component: '', calls: '0', cost: '-0.0022' },
      { account: 'acc-root_a', component: 'base', calls: '0', cost: '0' },
      { account: 'acc-root_a', component: 'tiers#1', calls: '2', cost: '0.0027' },
      { account: 'dep_1', component: 'base', calls: '0', cost: '12.5' },
    ]);
  });

  test('make a statement of leaves and charges that sums to what was posted', async () => {
    const lines = await analyst.queryRows(
      "SELECT account, model, component, leaf, toString(sum(quantity)) AS quantity, toString(sum(cost)) AS cost FROM analyst.statement_lines WHERE posting_period = '2026-11' GROUP BY ALL ORDER BY ALL",
    );
    const call = { account: 'acc-root_a', model: 'opus' };
    expect(lines).toEqual([
      { ...call, component: '', leaf: 'output_text', quantity: '-100', cost: '-0.0002' },
      { ...call, component: '', leaf: 'uncached_input', quantity: '-1000', cost: '-0.002' },
      { ...call, component: 'tiers#1', leaf: 'output_text', quantity: '150', cost: '0.0003' },
      { ...call, component: 'tiers#1', leaf: 'uncached_input', quantity: '1200', cost: '0.0024' },
      { account: 'dep_1', model: '', component: 'base', leaf: 'fee', quantity: '1', cost: '12.5' },
    ]);
    const posted = await sumOf(analyst, "sum(amount)) AS sum FROM ledger.usage WHERE posting_period != ''");
    expect(await sumOf(analyst, 'sum(cost)) AS sum FROM analyst.statement_lines')).toBe(posted);
  });

  test('serve the statement of a month from its projection', async () => {
    const query = "SELECT * FROM analyst.statement_lines WHERE posting_period = '2026-11' AND root = 'root_a'";
    const plan = await ledger.admin.queryRows<{ explain: string }>(`EXPLAIN projections = 1 ${query}`);
    expect(plan.map(({ explain }) => explain).join('\n')).toContain('by_posting');
  });

  test('lead from a row about no call to the directive it comes from', async () => {
    const rows = await analyst.queryRows(
      "SELECT event_id, source, account FROM analyst.entries WHERE account = 'dep_1'",
    );
    expect(rows).toEqual([{ event_id: 'fee-13', source: 'suanpan/billing', account: 'dep_1' }]);
  });

  test('put a call into the right day, hour and minute', async () => {
    const times = async (step: string) =>
      (
        await analyst.queryRows<{ time: string }>(
          `SELECT DISTINCT toString(time) AS time FROM analyst.cost_by_${step} ORDER BY time`,
        )
      ).map(({ time }) => time);
    expect(await times('day')).toEqual(['2026-11-24 00:00:00', '2026-11-25 00:00:00']);
    expect(await times('hour')).toEqual(['2026-11-24 01:00:00', '2026-11-24 02:00:00', '2026-11-25 03:00:00']);
    expect(await times('minute')).toEqual(['2026-11-24 01:02:00', '2026-11-24 02:02:00', '2026-11-25 03:02:00']);
  });

  test.each(['cost_by_day', 'cost_by_hour', 'cost_by_project', 'cost_by_model'])(
    'serve %s of one root from the projection',
    async (name) => {
      const query = `SELECT * FROM analyst.${name} WHERE time >= toDateTime('2026-11-24 00:00:00', 'UTC') AND root = 'root_a'`;
      const plan = await ledger.admin.queryRows<{ explain: string }>(`EXPLAIN projections = 1 ${query}`);
      expect(plan.map(({ explain }) => explain).join('\n')).toContain('by_hour');
    },
  );
});

describe('the totals of the ledger', () => {
  test('count outcomes by kind, rows and money per shard', async () => {
    expect(await ledgerTotals(ledger.as('sink'))).toEqual([
      {
        ...{ shard: 0, rows: 16, outcomes: 14, firstSeq: 0, lastSeq: 13, money: { USD: '12.505214' } },
        outcomesByKind: { rated: 5, quarantined: 3, duplicate: 1, conflict: 1, adjusted: 4 },
      },
      {
        ...{ shard: 1, rows: 4, outcomes: 4, firstSeq: 0, lastSeq: 3, money: { USD: '11.0002' } },
        outcomesByKind: { rated: 1, quarantined: 1, duplicate: 1, adjusted: 1 },
      },
    ]);
  });
});
