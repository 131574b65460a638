import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ClickHouse, connectClickHouse, migrate } from '@suanpan/clickhouse';
import { type RealClickHouse, startRealClickHouse } from '@suanpan/real-parts';
import { ClickHouseLedgerStore } from './clickhouse-ledger-store.ts';
import { chunkOf, closing, quarantined, rated, ratedRun, takenBack } from './items.fixture.ts';
import { LEDGER_MIGRATIONS, migrateLedger } from './migrate-ledger.ts';
import { SUMS_OF_ALL_SHARDS } from './sql/store-queries.ts';

/** The text of what has run on somebody's machine; it is never changed again. */
const RELEASED: Readonly<Record<string, string>> = {
  'ledger-0001-usage': '079e7824e0e9d76128ab2f97de988f2ebe9f834bb037c31a96007d027eac0af9',
  'ledger-0002-analyst-views': '88f0587d046f69f80b26712fa54b1533a1fb460761ad819f80aa316beb971b47',
  'ledger-0003-plans': '9bbcd364d4d70f74b1afb09116954a4f3253a845d212a4db59a10680698d001e',
};
const BEFORE_PLANS = ['ledger-0001-usage', 'ledger-0002-analyst-views'];

test.each(Object.entries(RELEASED))('the migration %s is as it was released', (id, sha256) => {
  const sql = LEDGER_MIGRATIONS.find((migration) => migration.id === id)?.sql;
  expect(createHash('sha256').update(JSON.stringify(sql)).digest('hex')).toBe(sha256);
});

describe('a ledger from before plans', () => {
  let engine: RealClickHouse;
  let admin: ClickHouse;
  let store: ClickHouseLedgerStore;

  beforeAll(async () => {
    engine = await startRealClickHouse();
    const { url, user, password } = engine;
    admin = connectClickHouse({ url, user, password, requestTimeoutMs: 20_000 });
    store = new ClickHouseLedgerStore({ sink: admin, repair: admin, instance: 'test' });
    await migrate(
      admin,
      LEDGER_MIGRATIONS.filter(({ id }) => BEFORE_PLANS.includes(id)),
    );
    await store.insert(chunkOf('old', [...ratedRun(0, 300), quarantined({ seq: 300 }), closing({ seq: 301 }, [300])]));
  });
  afterAll(async () => {
    await admin?.close();
    await engine?.stop();
  });

  const rowsOf = (chunk: string) =>
    admin.queryRows<Record<string, unknown>>(
      `SELECT * EXCEPT (plan, component, factors, service_period, posting_period, marks, unread_usage) FROM ledger.usage
       WHERE chunk = {chunk:String} ORDER BY seq, entry`,
      { chunk },
    );

  test('keeps every row as it was, takes rows of plans in, and sums both', async () => {
    const before = await admin.queryRows("SELECT * FROM ledger.usage WHERE chunk = 'old' ORDER BY seq, entry");
    expect(await migrateLedger(admin)).toEqual(['ledger-0003-plans', 'ledger-0004-marks', 'ledger-views']);
    expect(await rowsOf('old')).toEqual(before);
    await store.insert(chunkOf('new', [rated({ seq: 302 }), takenBack({ seq: 303 }, 302)]));
    expect(await store.holdings()).toMatchObject([
      { rows: 304, outcomes: 304, nextSeq: 304, keys: 304, money: { USD: '0.66' } },
    ]);
    const [plan] = await admin.queryRows<{ plan: string }>(
      `SELECT arrayStringConcat(groupArray(explain), '\\n') AS plan FROM (EXPLAIN projections = 1 ${SUMS_OF_ALL_SHARDS})`,
    );
    expect(plan?.plan).toContain('by_shard');
    const fromRows = { settings: { optimize_use_projections: 0 } } as const;
    expect(await admin.queryRows(SUMS_OF_ALL_SHARDS, {}, fromRows)).toEqual(await admin.queryRows(SUMS_OF_ALL_SHARDS));
  });

  test('is migrated once, and a migration that broke off is harmless when it runs again', async () => {
    expect(await migrateLedger(admin)).toEqual([]);
    const before = await rowsOf('old');
    for (const { id, sql } of LEDGER_MIGRATIONS)
      if (!BEFORE_PLANS.includes(id)) for (const statement of sql) await admin.exec(statement);
    expect(await rowsOf('old')).toEqual(before);
    expect((await store.holdings())[0]?.rows).toBe(304);
  });
});
