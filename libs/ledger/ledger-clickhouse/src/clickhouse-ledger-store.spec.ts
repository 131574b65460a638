import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LEDGER_STORE_CONTRACT, type LedgerChunk } from '@suanpan/ledger-sink';
import { chunkOf, rated, ratedRun } from './items.fixture.ts';
import { RealLedger } from './real-ledger.fixture.ts';
import { SUMS_OF_ALL_SHARDS } from './sql/store-queries.ts';
import { encodeChunk } from './usage-encoding.ts';

let ledger: RealLedger;

beforeAll(async () => {
  ledger = await RealLedger.start();
});
afterAll(() => ledger.stop());
beforeEach(() => ledger.empty());

/** What the projection says must be what the rows say. */
async function expectProjectionAgrees(): Promise<void> {
  const fromRows = { settings: { optimize_use_projections: 0 } } as const;
  const truth = await ledger.admin.queryRows(SUMS_OF_ALL_SHARDS, {}, fromRows);
  expect(await ledger.admin.queryRows(SUMS_OF_ALL_SHARDS)).toEqual(truth);
}

describe('the ledger in the real engine', () => {
  test.each(LEDGER_STORE_CONTRACT)('$name', async ({ run }) => {
    await run(ledger.store());
  });

  test('counts from the projection, and the projection agrees with the rows', async () => {
    const store = ledger.store();
    await store.insert(chunkOf('a', ratedRun(0, 500)));
    await store.insert(chunkOf('b', [...ratedRun(500, 3), rated({ shard: 4, seq: 0 })]));
    const [plan] = await ledger.admin.queryRows<{ plan: string }>(
      `SELECT arrayStringConcat(groupArray(explain), '\n') AS plan FROM (EXPLAIN projections = 1 ${SUMS_OF_ALL_SHARDS})`,
    );
    expect(plan?.plan).toContain('by_shard');
    await expectProjectionAgrees();
  });

  test('writes a chunk as one part', async () => {
    await ledger.store().insert(chunkOf('a', ratedRun(0, 5000)));
    const rows = await ledger.admin.queryRows('SELECT DISTINCT _part FROM ledger.usage');
    expect(rows).toHaveLength(1);
  });

  test('records a deletion before and after it, and its sums are right afterwards', async () => {
    const store = ledger.store();
    await store.insert(chunkOf('early', ratedRun(0, 10)));
    await store.insert(chunkOf('late', ratedRun(5, 10), Date.now()));
    expect(await store.doubledChunks(0)).toEqual(['late']);
    await store.deleteChunk('late', 'It overlaps.');
    await store.insert(chunkOf('again', ratedRun(10, 5)));
    expect(await store.holdings()).toEqual([
      { shard: 0, rows: 15, outcomes: 15, nextSeq: 15, keys: 15, money: { USD: '0.033' } },
    ]);
    await expectProjectionAgrees();
    const repairs = await ledger.admin.queryRows('SELECT chunk, state, rows, reason FROM ledger.repairs ORDER BY at');
    expect(repairs).toEqual([
      { chunk: 'late', state: 'begun', rows: '10', reason: 'It overlaps.' },
      { chunk: 'late', state: 'done', rows: '10', reason: 'It overlaps.' },
    ]);
  });

  test('neither the sink nor an analyst may delete or change a row', async () => {
    await ledger.store().insert(chunkOf('a', ratedRun(0, 3)));
    for (const user of ['sink', 'analyst-root_a']) {
      for (const statement of [
        "DELETE FROM ledger.usage WHERE chunk = 'a'",
        "ALTER TABLE ledger.usage DELETE WHERE chunk = 'a'",
        'ALTER TABLE ledger.usage UPDATE calls = 0 WHERE 1',
        'TRUNCATE TABLE ledger.usage',
        'DROP TABLE ledger.usage',
      ]) {
        await expect(ledger.as(user).exec(statement)).rejects.toThrow();
      }
    }
    expect((await ledger.store().holdings())[0]?.rows).toBe(3);
  });

  test('refuses a row whose amount is not the sum of its costs, or that has money without a currency', async () => {
    const sink = ledger.as('sink');
    const insert = (columns: string, values: string) =>
      sink.exec(`INSERT INTO ledger.usage (${columns}) VALUES (${values})`);
    await expect(insert('amount, currency, cost_output_text', "1.5, 'USD', 1.4")).rejects.toThrow(/amount_is_the_sum/);
    await expect(insert('amount, cost_output_text', '1.5, 1.5')).rejects.toThrow(/amount_is_the_sum/);
    await expect(insert('currency', "'USD'")).rejects.toThrow(/amount_is_the_sum/);
    await insert('amount, currency, cost_output_text', "1.5, 'USD', 1.5");
  });

  test('refuses an insert that would fall into two partitions', async () => {
    const sink = ledger.as('sink');
    const twoMonths =
      "INSERT INTO ledger.usage (chunk_at) SELECT toDateTime64(c1, 3, 'UTC') FROM values(('2026-11-30'), ('2026-12-01'))";
    const settings = { max_partitions_per_insert_block: '1', throw_on_max_partitions_per_insert_block: 1 } as const;
    await expect(sink.exec(twoMonths, {}, { settings })).rejects.toMatchObject({
      internal: { message: expect.stringMatching(/too many partitions/i) },
    });
    expect(await ledger.store().holdings()).toEqual([]);
  });
});

/** Sends an insert under a sink's name and holds its last byte back until told. */
function stalledInsert(chunk: LedgerChunk): { finish: () => void; answered: Promise<number> } {
  const { columns, body } = encodeChunk(chunk);
  const query = encodeURIComponent(`INSERT INTO ledger.usage (${columns.join(', ')}) FORMAT Native`);
  const headers = { 'X-ClickHouse-User': 'sink', 'X-ClickHouse-Key': 'sink', 'Content-Length': body.length };
  const url = `${ledger.engine.url}/?query_id=suanpan-sink-old-${chunk.id}&async_insert=0&query=${query}`;
  const call = request(url, { method: 'POST', headers });
  const answered = new Promise<number>((resolve) => {
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', () => resolve(0));
  });
  call.write(body.subarray(0, -1));
  return { finish: () => call.end(body.subarray(-1)), answered };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition never came true.');
  }
}

describe('the fence', () => {
  test('ends an insert of an earlier sink, which then never lands', async () => {
    const insert = stalledInsert(chunkOf('old', ratedRun(0, 10)));
    const running = "KILL QUERY WHERE query_id = 'suanpan-sink-old-old' TEST";
    await until(async () => (await ledger.admin.queryRows(running)).length > 0);
    await ledger.store('new').fence();
    insert.finish();
    expect(await insert.answered).not.toBe(200);
    expect(await ledger.store().holdings()).toEqual([]);
  });
});

describe('kill -9 of the engine in mid-insert', () => {
  test('leaves whole chunks only, and every acknowledged one', async () => {
    const rowsPerChunk = 1000;
    const acknowledged: number[] = [];
    let next = 0;
    for (let kill = 0; kill < 4; kill += 1) {
      const store = ledger.store();
      let crash: Promise<void> | undefined;
      let failure: unknown;
      for (let inserted = 0; failure === undefined; inserted += 1) {
        const chunk = next;
        next += 1;
        // Later and later in the life of the fourth insert or those after it.
        if (inserted === 3) crash = delay(8 * kill).then(() => ledger.engine.crash());
        await store.insert(chunkOf(`chunk_${chunk}`, ratedRun(chunk * rowsPerChunk, rowsPerChunk))).then(
          () => acknowledged.push(chunk),
          (error) => {
            failure = error;
          },
        );
      }
      expect(failure).toMatchObject({ code: 'ledger_unavailable' });
      expect((failure as { detail: string }).detail).not.toContain(ledger.engine.url);
      await crash;
      await ledger.engine.restart();
    }
    const chunks = await ledger.admin.queryRows<{ chunk: string; rows: string }>(
      'SELECT chunk, count() AS rows FROM ledger.usage GROUP BY chunk',
    );
    expect(new Set(chunks.map(({ rows }) => rows))).toEqual(new Set([String(rowsPerChunk)]));
    const held = new Set(chunks.map(({ chunk }) => chunk));
    expect(acknowledged.filter((chunk) => !held.has(`chunk_${chunk}`))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(5);
    await expectProjectionAgrees();
    const missing = Array.from({ length: next }, (_, chunk) => chunk).filter((chunk) => !held.has(`chunk_${chunk}`));
    const store = ledger.store();
    for (const chunk of missing) {
      await store.insert(chunkOf(`chunk_${chunk}`, ratedRun(chunk * rowsPerChunk, rowsPerChunk)));
    }
    const total = next * rowsPerChunk;
    expect(await store.holdings()).toMatchObject([{ rows: total, outcomes: total, nextSeq: total, keys: total }]);
    expect(await store.gaps(0)).toEqual([]);
  }, 60_000);
});
