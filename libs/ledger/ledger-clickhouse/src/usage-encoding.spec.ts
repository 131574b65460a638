import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type EntryLine, LEAVES, QUANTITIES, type ResultEvent, type UsageEvent } from '@suanpan/facts';
import type { LedgerChunk, LedgerItem } from '@suanpan/ledger-sink';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import fc from 'fast-check';
import { arbitraryItems } from './arbitrary-items.fixture.ts';
import { COLUMN_LEAVES } from './leaf-columns.ts';
import { RealLedger } from './real-ledger.fixture.ts';
import { encodeChunk } from './usage-encoding.ts';

let ledger: RealLedger;

beforeAll(async () => {
  ledger = await RealLedger.start();
});
afterAll(() => ledger.stop());

const AT = Date.UTC(2026, 10, 24, 1, 2, 3, 4);
type Row = Record<string, unknown>;

/** What the table must hold for an item, told in another way than the encoder's: row by row, with plain numbers and texts. */
function expectedRows(chunk: LedgerChunk): Row[] {
  return chunk.items.flatMap((item) => {
    const { entries } = item.outcome;
    return entries.length === 0 ? [expectedRow(chunk, item, 0)] : entries.map((_, i) => expectedRow(chunk, item, i));
  });
}

function expectedRow(
  chunk: LedgerChunk,
  { shard, ratedOffset, root, outcome, event: subject, other }: LedgerItem,
  number: number,
): Row {
  const entry = outcome.entries[number];
  const event = entry?.event ?? subject;
  const told = other as Partial<ResultEvent> | undefined;
  const origin = event ?? told;
  const isTimed = event !== undefined || told?.result !== undefined;
  const counts = ['rated', 'quarantined'].includes(outcome.kind) && number === 0 && event !== undefined;
  const lines = entry?.lines ?? [];
  const others = lines.filter(({ leaf }) => !(COLUMN_LEAVES as readonly string[]).includes(leaf));
  const row: Row = {
    ...{ shard, seq: outcome.seq, entry: number, rated_offset: ratedOffset, source_offset: outcome.offset },
    ...{ source_index: outcome.index, chunk: chunk.id, chunk_at: chunk.at, kind: outcome.kind, reason: outcome.reason },
    ...{ detail: outcome.detail ?? '', corrects: entry?.corrects ?? null, closes: (outcome.closes ?? []).map(String) },
    ...{ first_seq: outcome.first ?? null, revision: outcome.revision, received_at: outcome.receivedAt },
    ...{ posted_at: outcome.postedAt, calls: counts ? 1 : 0 },
    time: isTimed ? Date.parse(origin?.time ?? '') : outcome.postedAt,
    ...{ root, account: event?.account ?? entry?.account ?? origin?.account ?? '' },
    ...{ project: event?.project ?? entry?.project ?? origin?.project ?? '', credential: event?.credential ?? '' },
    ...{ event_id: origin?.id ?? '', source: origin?.source ?? '', provider: event?.provider ?? '' },
    ...{ model: event?.servedModel ?? event?.requestedModel ?? '', requested_model: event?.requestedModel ?? '' },
    ...{ served_model: event?.servedModel ?? '', operation: event?.operation ?? '' },
    ...usedColumns(event),
    other_usage: decimalPairs(usedOtherwise(event)),
    ...{ marks: outcome.marks ?? [], unread_usage: decimalPairs(event?.unread ?? {}) },
    ...{ usage_quality: event?.usageQuality ?? '', inconsistencies: (event?.inconsistencies ?? []).join(',') },
    ...{ currency: entry?.currency ?? '', amount: entry?.amount ?? null },
    price_rows: [...new Set(lines.map(({ priceRow }) => priceRow).filter((id) => id !== ''))].join(','),
    ...{ plan: entry?.plan ?? '', component: entry?.component ?? '', factors: (entry?.factors ?? []).join(',') },
    ...{ service_period: entry?.servicePeriod ?? '', posting_period: entry?.postingPeriod ?? '' },
    ...{ reported_cost: event?.reportedCost?.amount ?? null, reported_currency: event?.reportedCost?.currency ?? '' },
    ...{ service_tier: event?.serviceTier ?? '', region: event?.region ?? '', batch: event?.batch === true ? 1 : 0 },
    ...{ priority: event?.priority ?? '', latency_ms: event?.latencyMs ?? null },
    ...{ time_to_first_token_ms: event?.timeToFirstTokenMs ?? null, http_status: event?.httpStatus ?? null },
    ...{ error_type: event?.errorType ?? '', end_user: event?.endUser ?? '' },
    ...{ prompt_fingerprint: event?.promptFingerprint ?? '', session: event?.session ?? '', trace: event?.trace ?? '' },
    ...{ tags: pairs(event?.tags ?? {}), cost_other: sum(others), other_costs: lineMap(others, 'amount') },
    other_quantities: lineMap(others, 'quantity'),
  };
  for (const leaf of COLUMN_LEAVES) {
    const own = lines.filter((line) => line.leaf === leaf);
    row[`quantity_${leaf}`] = own[0]?.quantity ?? 0;
    row[`cost_${leaf}`] = sum(own);
  }
  return row;
}

function usedColumns(event: UsageEvent | undefined): Row {
  const columns = QUANTITIES.filter(({ stored }) => stored === 'column');
  return Object.fromEntries(columns.map(({ column, field }) => [column, event?.[field] ?? 0]));
}

function usedOtherwise(event: UsageEvent | undefined): Readonly<Record<string, string | number | undefined>> {
  const others = QUANTITIES.filter(({ stored }) => stored === 'map');
  return Object.fromEntries(others.map(({ column, field }) => [column, event?.[field]]));
}

function pairs(record: Readonly<Record<string, string | number | undefined>>): [string, string][] {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]): [string, string] => [key, typeof value === 'number' ? String(value) : (value ?? '')])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function lineMap(lines: readonly EntryLine[], field: 'amount' | 'quantity'): [string, string][] {
  return decimalPairs(Object.fromEntries(lines.map((line) => [line.leaf, line[field]])));
}

function sum(lines: readonly EntryLine[]): string {
  return decimalFromAtto(lines.reduce((total, { amount }) => total + storedAtto(amount), 0n));
}

/** Reads a chunk back as the same kind of rows; numbers of 64 bits and decimals are text there. */
async function storedRows(id: string, columns: readonly string[]): Promise<Row[]> {
  const instants = ['chunk_at', 'received_at', 'posted_at', 'time'];
  const list = columns.map((column) =>
    instants.includes(column) ? `toUnixTimestamp64Milli(u.${column}) AS ${column}` : `u.${column} AS ${column}`,
  );
  const rows = await ledger.admin.queryRows<Row>(
    `SELECT ${list.join(', ')} FROM ledger.usage AS u WHERE u.chunk = {id:String}`,
    { id },
  );
  return rows.map((row) => ({
    ...row,
    tags: pairs(row.tags as Record<string, string>),
    other_usage: decimalPairs(row.other_usage),
    unread_usage: decimalPairs(row.unread_usage),
    other_costs: decimalPairs(row.other_costs),
    other_quantities: decimalPairs(row.other_quantities),
  }));
}

function decimalPairs(map: unknown): [string, string][] {
  return pairs(map as Record<string, string | number | undefined>).map(([key, value]) => [key, shortest(value)]);
}

function shortest(value: string): string {
  return decimalFromAtto(storedAtto(value));
}

const DECIMALS = new Set(['amount', 'reported_cost', 'cost_other', ...COLUMN_LEAVES.map((leaf) => `cost_${leaf}`)]);

/** One spelling for both sides: everything as text, decimals shortest, columns and rows in one order. */
function canonical(rows: readonly Row[]): string[] {
  return rows
    .map((row) =>
      JSON.stringify(
        Object.keys(row)
          .sort()
          .map((column) => {
            const value = row[column];
            if (value !== null && DECIMALS.has(column)) return [column, shortest(String(value))];
            return [column, typeof value === 'number' ? String(value) : value];
          }),
      ),
    )
    .sort();
}

async function writeAndRead(chunk: LedgerChunk): Promise<void> {
  await ledger.store().insert(chunk);
  const due = expectedRows(chunk);
  const stored = await storedRows(chunk.id, Object.keys(due[0] ?? {}));
  expect(canonical(stored)).toEqual(canonical(due));
}

describe('an encoded chunk', () => {
  test('is read back from the engine as it went in, whatever its facts hold', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryItems, async (items) => {
        run += 1;
        await writeAndRead({ id: `chunk_${run}`, at: AT, items });
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test('holds dictionaries of more than 256 and more than 65,536 values', async () => {
    for (const size of [300, 66_000]) {
      const items = Array.from({ length: size }, (_, seq) => plainItem(seq, `prj_${seq}`));
      await ledger.store().insert({ id: `wide_${size}`, at: AT, items });
      const [row] = await ledger.admin.queryRows<{ right: string; parts: string }>(
        "SELECT toString(countIf(project = concat('prj_', toString(seq)))) AS right, toString(uniqExact(_part)) AS parts FROM ledger.usage WHERE chunk = {id:String}",
        { id: `wide_${size}` },
      );
      expect(row).toEqual({ right: String(size), parts: '1' });
    }
  });

  test('covers every column of the table', async () => {
    const columns = await ledger.admin.queryRows<{ name: string }>(
      "SELECT name FROM system.columns WHERE database = 'ledger' AND table = 'usage'",
    );
    const due = Object.keys(expectedRows({ id: 'c', at: AT, items: [plainItem(0, 'p')] })[0] ?? {});
    expect(columns.map(({ name }) => name).sort()).toEqual(due.sort());
  });

  test.each<[string, Partial<LedgerItem['outcome']>]>([
    ['an amount that is no decimal', { entries: [{ currency: 'USD', amount: '1e3', lines: [] }] }],
    ['a negative count', { seq: -1 }],
    ['a fraction where a count belongs', { revision: 1.5 }],
  ])('refuses %s as a corrupt log', (_name, change) => {
    const item = plainItem(0, 'p');
    const chunk = { id: 'c', at: AT, items: [{ ...item, outcome: { ...item.outcome, ...change } }] };
    expect(() => encodeChunk(chunk)).toThrow(expect.objectContaining({ code: 'log_corrupt' }));
  });

  test('adds up lines of one leaf, and holds what is taken back as negative', async () => {
    const line = (leaf: EntryLine['leaf'], quantity: number | string, amount: string) => ({
      ...{ leaf, quantity, amount, unitPrice: '1', priceRow: '' },
    });
    const lines = [
      ...[line('uncached_input', -5, '-5'), line('uncached_input', -(2 ** 40), '-0.5'), line('credit', 1, '-2')],
      ...[line('second', '-1.25', '-1'), line('second', '0.25', '0.000000000000000001'), line('credit', 1, '-3')],
    ];
    const item = plainItem(0, 'p');
    const entries = [{ currency: 'USD', amount: '-11.499999999999999999', lines }];
    await ledger.store().insert({ id: 'back', at: AT, items: [{ ...item, outcome: { ...item.outcome, entries } }] });
    const [row] = await ledger.admin.queryRows<Row>(
      `SELECT toString(quantity_uncached_input) AS input, cost_uncached_input, cost_other, other_quantities, other_costs
       FROM ledger.usage WHERE chunk = 'back'`,
    );
    expect(row).toEqual({
      ...{ input: String(-5 - 2 ** 40), cost_uncached_input: '-5.5', cost_other: '-5.999999999999999999' },
      other_quantities: { credit: '2', second: '-1' },
      other_costs: { credit: '-5', second: '-0.999999999999999999' },
    });
  });

  test('has no leaf that the contract does not know', () => {
    expect(LEAVES).toEqual(expect.arrayContaining([...COLUMN_LEAVES]));
  });
});

function plainItem(seq: number, project: string): LedgerItem {
  const event = {
    ...{ time: '2026-11-24T01:02:03.004Z', id: `e${seq}`, source: 's', root: 'root_a', account: 'a', project },
    ...{ credential: 'k', provider: 'p', requestedModel: 'm', operation: 'chat', inputTokens: 1, outputTokens: 1 },
    usageQuality: 'reported',
  } as const;
  return {
    ...{ shard: 9, ratedOffset: seq, root: 'root_a', event },
    outcome: {
      ...{ seq, kind: 'quarantined', reason: 'model_unpriced', offset: seq, index: 0, receivedAt: AT, postedAt: AT },
      ...{ revision: 1, entries: [] },
    },
  };
}
