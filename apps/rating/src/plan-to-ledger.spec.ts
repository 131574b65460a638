import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CATALOGUE_GENESIS, Catalogue, type Change, packRevision, unpackRevision } from '@suanpan/catalogue';
import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import {
  amendDirective,
  closeDirective,
  correctionFee,
  creditDirective,
  standingOf,
  targetOf,
} from '@suanpan/directives';
import {
  type Directive,
  packSourceRecord,
  type SourceHeader,
  USAGE_EVENTS,
  USAGE_RATED,
  type UsageEvent,
} from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import { ClickHouseLedgerStore, ledgerTotals, migrateLedger, reconcile } from '@suanpan/ledger-clickhouse';
import { LedgerSink, logTotals } from '@suanpan/ledger-sink';
import { ownPriceList } from '@suanpan/price-book';
import { planCharging } from '@suanpan/price-plan';
import { outcomesOf, unpackRated } from '@suanpan/rated-record';
import { replayShard, ShardRater } from '@suanpan/rater';
import { type RealClickHouse, startRealClickHouse } from '@suanpan/real-parts';
import { formatInstant } from '@suanpan/time';

const NOW = Date.UTC(2026, 10, 20, 12);
const OCTOBER = Date.UTC(2026, 9, 30);
const WISH = { root: 'r', actor: 'ann', reason: 'spec', now: NOW };

let engine: RealClickHouse;
let clickhouse: ClickHouse;
const log = new MemoryLog(NOW);
const catalogue = { at: async (revision: number) => catalogueOf().asOf(revision) };

beforeAll(async () => {
  engine = await startRealClickHouse();
  const { url, user, password } = engine;
  clickhouse = connectClickHouse({ url, user, password, requestTimeoutMs: 20_000 });
  await migrateLedger(clickhouse);
});
afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

/** A root on tiers with a minimum, months of UTC, and list prices for what the tiers leave. */
function catalogueOf(): Catalogue {
  const bounds = [8, 9, 10, 11, 12].map((month) => Date.UTC(2026, month, 1));
  const tiers = {
    ...({
      id: 'tiers',
      kind: 'tiers',
      mode: 'graduated',
      per: 'total',
      selector: { leaves: ['uncached_input'] },
    } as const),
    bands: [
      { upTo: '1000', price: { unitPrice: '0.01' } },
      { upTo: null, price: { unitPrice: '0.004' } },
    ],
  };
  const components = [tiers, { id: 'list', kind: 'list' } as const];
  const plan = {
    id: 'p@1',
    plan: 'p',
    version: 1,
    root: null,
    name: 'p',
    currency: 'USD',
    components,
    minimumAmount: '50',
  };
  const assignment = { id: 'a', root: 'r', account: 'r', plan: 'p@1', effectiveFrom: 0, effectiveTo: null };
  const rows = ownPriceList({
    provider: 'openai',
    model: 'gpt',
    currency: 'USD',
    prices: { output_text: { amount: '0.02' } },
  });
  const entities: readonly (readonly [Change['entity'], { readonly id: string }])[] = [
    ['root', { id: 'r', name: 'r', shard: 0, zone: 'UTC' } as { id: string }],
    ['calendar', { id: 'r', root: 'r', first: '2026-09', bounds } as { id: string }],
    ['plan', plan],
    ['assignment', assignment],
    ...rows.map((row) => ['priceRow', row] as const),
  ];
  const changes = entities.map(([entity, after]) => ({ entity, id: after.id, before: null, after }) as Change);
  const whole = new Catalogue();
  const head = { v: 1, revision: 1, prev: CATALOGUE_GENESIS, at: 0, actor: 'spec', reason: 'spec' } as const;
  whole.apply(unpackRevision(packRevision({ ...head, changes })));
  return whole;
}

function call(id: string, inputTokens: number, outputTokens: number, time = NOW - 1000): UsageEvent {
  const base = { source: 's', root: 'r', account: 'r', project: 'p', credential: 'k', provider: 'openai' };
  const counts = { inputTokens, outputTokens, usageQuality: 'reported' } as const;
  return { time: formatInstant(time), id, ...base, requestedModel: 'gpt', operation: 'chat', ...counts };
}

async function send(subjects: readonly (UsageEvent | Directive)[], more: Partial<SourceHeader> = {}): Promise<void> {
  const kind = subjects.some((subject) => 'directive' in subject) ? 'directive' : 'events';
  const header = { kind, root: 'r', shard: 0, revision: 1, receivedAt: NOW, ...more } as const;
  const lines = subjects.map((subject) => JSON.stringify(subject));
  await log.append(USAGE_EVENTS.name, 0, [packSourceRecord(header, lines)]);
}

function outcomes() {
  const records = log.records(USAGE_RATED.name, 0).map(({ value }) => unpackRated(value));
  return records.flatMap((record) => (record.header.kind === 'batch' ? [...outcomesOf(record)] : []));
}

/** Calls of two months, a credit, an amendment, a fee, a backfill for information, a close, and a call that comes late. */
async function live(): Promise<void> {
  const rater = new ShardRater(0, {
    ...{ log, catalogue, charging: planCharging, times: { latenessDays: 35, aheadSeconds: 300 } },
    ...{ openStore: async () => memoryFoldStore(), instance: 'spec', newClaim: () => 'claim' },
  });
  await rater.takeOver();
  const rate = () => rater.rate(log.records(USAGE_EVENTS.name, 0));
  const terms = { account: 'r', currency: 'USD', priority: 1, from: null, expiresAt: null };
  await send([creditDirective(WISH, { ...terms, credit: 'gift', amount: '3' })]);
  await send([call('a', 600, 10), call('b', 900, 0), call('october', 100, 5, OCTOBER)]);
  await rate();
  const standing = standingOf(1, outcomes());
  if (standing === undefined) throw new Error('The call was not counted.');
  await send([amendDirective(WISH, 0, targetOf(standing), call('a', 200, 10))]);
  await send([correctionFee(WISH, 'fee-1', { account: 'r', period: '2026-11', currency: 'USD', amount: '-1.25' })]);
  const stamp = { id: 'fill', source: 's', from: 0, to: NOW, posting: 'none' } as const;
  await send([call('old', 50, 0, Date.UTC(2026, 8, 2))], { backfill: stamp });
  await send([closeDirective(WISH, '2026-10', 1)]);
  await send([call('late', 10, 0, OCTOBER)]);
  await rate();
  await rater.release();
}

test('what a plan charges reaches the ledger whole: reconciled, replayed to the letter, and stated as the close said', async () => {
  await live();
  const told = outcomes().map(({ outcome }) => [outcome.kind, outcome.reason]);
  expect(told.slice(4)).toEqual([
    ['adjusted', 'amended'],
    ['adjusted', 'fee_charged'],
    ['rated', 'priced'],
    ['adjusted', 'period_closed'],
    ['rated', 'priced'],
  ]);

  const ledger = new ClickHouseLedgerStore({ sink: clickhouse, instance: 'spec' });
  const store = memoryFoldStore();
  const sink = new LedgerSink({
    ...{ log, ledger, shards: [0], openStore: async () => store, newChunkId: () => 'chunk', now: () => NOW },
  });
  await sink.start();
  sink.offer(0, log.records(USAGE_RATED.name, 0));
  await sink.flush();
  await sink.prove();
  const table = reconcile([await logTotals(log, 0)], await ledgerTotals(clickhouse));
  expect(table).toMatchObject({ agrees: true, shards: [{ outcomes: 9, ledgerOutcomes: 9 }] });

  const replay = await replayShard(0, { log, catalogue, charging: planCharging, store: memoryFoldStore() });
  expect(replay).toEqual({ shard: 0, outcomes: 9, removed: 0, differences: [] });

  const stated = await clickhouse.queryRows<{ month: string; cost: string }>(
    'SELECT posting_period AS month, toString(sum(cost)) AS cost FROM analyst.statement_lines GROUP BY 1 ORDER BY 1',
  );
  const closing = outcomes().find(({ outcome }) => outcome.closing !== undefined)?.outcome.closing;
  // October is charged up to its minimum; what came late for it stands in November.
  expect(closing?.totals).toEqual([{ account: 'r', currency: 'USD', amount: '50' }]);
  // Charged 6.2 and 6; taken back 3.2 at the margin of 1,500 tokens and charged 1.6 anew; 0.1 late; -1.25 by hand; less
  // what the credit of 3 paid: 1.6 and 0.1, after the first 3 had come back.
  expect(stated).toEqual([
    { month: '2026-10', cost: '50' },
    { month: '2026-11', cost: '7.75' },
  ]);
});
