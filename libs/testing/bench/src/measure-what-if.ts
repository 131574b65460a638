import {
  CATALOGUE_GENESIS,
  Catalogue,
  type CatalogueView,
  type Change,
  newCalendar,
  type Plan,
  type PriceRow,
  sealRevision,
} from '@suanpan/catalogue';
import type { UsageGroup } from '@suanpan/charging';
import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import { migrateLedger } from '@suanpan/ledger-clickhouse';
import { storedAtto } from '@suanpan/money';
import { ownPriceRow } from '@suanpan/price-book';
import { planCharging, planFees } from '@suanpan/price-plan';
import { startRealClickHouse } from '@suanpan/real-parts';
import { MS_PER_DAY } from '@suanpan/time';
import { type Grain, readHistory } from '@suanpan/usage-history';
import { bestCommitment, boundariesOf, compareScenarios, type Scenario, suppose } from '@suanpan/what-if';
import type { Figure } from './report.ts';
import { BENCH_ACCOUNTS, BENCH_MODELS, BENCH_PROJECTS, BENCH_ROOT, fillLedger, priceDigits } from './what-if-ledger.ts';

const DAYS = 181;
/** 2026-01-01. */
const FROM = 1_767_225_600_000;
const TO = FROM + DAYS * MS_PER_DAY;
const MIDDLE = FROM + (DAYS * MS_PER_DAY) / 2;
const PRICING = { charging: planCharging, fees: planFees };

/** The limit: one bare scan of the columns that the history is made of, as the engine alone does it. */
const BARE_SCAN = `SELECT u.account, u.project, u.requested_model, count() AS calls, sum(u.input_tokens) AS i, sum(u.output_tokens) AS o
  FROM ledger.usage AS u WHERE u.root = {root:String} AND u.calls = 1 GROUP BY u.account, u.project, u.requested_model`;

/** Charging many ledger rows under four scenarios, beside one bare scan of them. Run on its own: filling takes minutes. */
export async function measureWhatIf(rows: number, say: (line: string) => void): Promise<Figure[]> {
  const engine = await startRealClickHouse();
  const clickhouse = connectClickHouse({ ...engine, requestTimeoutMs: 300_000 });
  try {
    await migrateLedger(clickhouse);
    const filledAt = performance.now();
    await fillLedger(clickhouse, { rows, from: FROM, days: DAYS }, say);
    const fillSeconds = (performance.now() - filledAt) / 1_000;
    say('scanning, and charging under four scenarios');
    const scanSeconds = await timed(() => clickhouse.queryRows(BARE_SCAN, { root: BENCH_ROOT }));
    const alike = await charge(clickhouse, 'boundary');
    const daily = await charge(clickhouse, 'day');
    say('looking for the best commitment');
    const best = await bestOf(clickhouse);
    const difference = await differenceOf(clickhouse, alike.asItWas);
    return [
      { key: 'whatIfRows', text: 'rows in the ledger', value: rows, unit: '' },
      { key: 'whatIfFillSeconds', text: 'making them, for information', value: fillSeconds, unit: 's' },
      { key: 'bareScanSeconds', text: 'one bare GROUP BY over them', value: scanSeconds, unit: 's' },
      ...figuresOf('whatIf', 'what-if, four scenarios, order of no matter', alike, scanSeconds),
      ...figuresOf('whatIfDaily', 'what-if, four scenarios, day by day', daily, scanSeconds),
      {
        key: 'bestCommitmentSeconds',
        text: 'the best commitment, with its curve',
        value: best.seconds,
        unit: 's',
        target: { most: 30 },
      },
      { key: 'bestCommitmentPoints', text: '  points of the curve', value: best.points, unit: '' },
      {
        key: 'whatIfDifference',
        text: 'as it was, less the ledger, 10⁻¹⁸ USD',
        value: Number(difference),
        unit: '',
        target: { least: 0, most: 0 },
      },
      { key: 'whatIfResidentMib', text: 'resident memory', value: process.memoryUsage().rss / 2 ** 20, unit: 'MiB' },
    ];
  } finally {
    await clickhouse.close();
    await engine.stop();
  }
}

interface Charged {
  readonly seconds: number;
  readonly groups: number;
  /** Seconds until the first word of progress, and how many there were. */
  readonly firstWordSeconds: number;
  readonly words: number;
  /** What the scenario that supposes nothing comes to, atto. */
  readonly asItWas: bigint;
}

/** How much of a commitment with a plain price beyond it would have cost least. */
async function bestOf(clickhouse: ClickHouse): Promise<{ readonly seconds: number; readonly points: number }> {
  const view = benchView();
  const scenario = { name: 'best', root: BENCH_ROOT, account: BENCH_ROOT, view };
  const plan = scenariosOf(view, view.priceRows('openai')).reserved;
  const startedAt = performance.now();
  const groups: UsageGroup[] = [];
  for await (const group of historyOf(clickhouse, view, 'boundary', () => undefined)) groups.push(group);
  const asked = { account: BENCH_ROOT, plan, component: 'base', unitFee: '0.0000025', stepUnits: 1_000_000n };
  const found = bestCommitment({ scenario, groups, ...asked }, PRICING);
  return { seconds: (performance.now() - startedAt) / 1_000, points: found?.curve.length ?? 0 };
}

async function charge(clickhouse: ClickHouse, grain: Grain): Promise<Charged> {
  const view = benchView();
  const startedAt = performance.now();
  let [firstWordSeconds, words, groups] = [0, 0, 0];
  const onProgress = () => {
    words += 1;
    if (words === 1) firstWordSeconds = (performance.now() - startedAt) / 1_000;
  };
  const history = historyOf(clickhouse, view, grain, onProgress);
  const counted = async function* () {
    for await (const group of history) {
      groups += 1;
      yield group;
    }
  };
  const bills = await compareScenarios(counted(), scenariosOf(view, view.priceRows('openai')).all, PRICING);
  const seconds = (performance.now() - startedAt) / 1_000;
  const asItWas = (bills[0]?.months ?? []).reduce((sum, { totals }) => sum + (totals.get('USD') ?? 0n), 0n);
  return { seconds, groups, firstWordSeconds, words, asItWas };
}

function historyOf(clickhouse: ClickHouse, view: CatalogueView, grain: Grain, onProgress: () => void) {
  const calendar = view.get('calendar', BENCH_ROOT);
  const terms = { priceRows: view.priceRows('openai'), ...(calendar === undefined ? {} : { calendar }) };
  const boundaries = boundariesOf(terms, FROM, TO);
  return readHistory(clickhouse, { root: BENCH_ROOT, from: FROM, to: TO }, { boundaries, grain, onProgress });
}

function figuresOf(key: string, text: string, charged: Charged, scanSeconds: number): Figure[] {
  return [
    { key: `${key}Seconds`, text, value: charged.seconds, unit: 's', target: { most: 30 } },
    { key: `${key}OverScan`, text: '  over the bare scan', value: charged.seconds / scanSeconds, unit: '×' },
    { key: `${key}Groups`, text: '  groups charged, by each scenario', value: charged.groups, unit: '' },
    { key: `${key}FirstWordSeconds`, text: '  first word of progress', value: charged.firstWordSeconds, unit: 's' },
    { key: `${key}Words`, text: '  words of progress', value: charged.words, unit: '' },
  ];
}

async function differenceOf(clickhouse: ClickHouse, asItWas: bigint): Promise<bigint> {
  const [row] = await clickhouse.queryRows<{ amount: string }>(
    'SELECT toString(sum(amount)) AS amount FROM ledger.usage WHERE root = {root:String}',
    { root: BENCH_ROOT },
  );
  return asItWas - storedAtto(row?.amount ?? '');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

function scenariosOf(
  view: CatalogueView,
  rows: readonly PriceRow[],
): { readonly all: Scenario[]; readonly reserved: Plan } {
  const plan = (id: string, components: Plan['components']): Plan => ({
    ...{ id: `${id}@1`, plan: id, version: 1, root: null, name: id, currency: 'USD', components },
  });
  const tiers = plan('tiers', [
    {
      ...{ id: 'tiers', kind: 'tiers', mode: 'graduated', per: 'total' },
      bands: [
        { upTo: '1000000000', price: { unitPrice: '0.000004' } },
        { upTo: null, price: { unitPrice: '0.000003' } },
      ],
    },
  ]);
  const reserved = plan('reserved', [
    {
      ...{ id: 'base', kind: 'commitment', unit: 'token', quantity: '2000000000', feeAmount: '5000' },
      ...{ rollover: 'none', proration: 'by_time' },
    },
    { id: 'more', kind: 'rate', unitPrices: { token: '0.0000035' } },
  ]);
  const cheaper = rows.map((row) => ({ ...row, id: `cheaper-${row.id}`, unitPrice: '0.000002' }));
  const account = BENCH_ROOT;
  const of = (name: string, supposed: CatalogueView) => ({
    name,
    root: BENCH_ROOT,
    account: BENCH_ROOT,
    view: supposed,
  });
  const all = [
    of('as it was', view),
    of('tiers', suppose(view, BENCH_ROOT, { account, plan: tiers })),
    of('reserved', suppose(view, BENCH_ROOT, { account, plan: reserved })),
    of('cheaper', suppose(view, BENCH_ROOT, { account, priceRows: cheaper })),
  ];
  return { all, reserved };
}

function benchView(): CatalogueView {
  const changes: Change[] = [];
  const put = (entity: Change['entity'], after: { readonly id: string }) =>
    changes.push({ entity, id: after.id, before: null, after } as Change);
  const root = BENCH_ROOT;
  put('root', { id: root, name: root, shard: 0, zone: 'UTC' } as never);
  put('account', { id: root, root, parent: null, kind: 'root', name: root } as never);
  for (let i = 0; i < BENCH_ACCOUNTS; i += 1) {
    const id = `account-${i}`;
    put('account', { id, root, parent: root, kind: 'department', name: id } as never);
  }
  for (let i = 0; i < BENCH_PROJECTS; i += 1) {
    const id = `project-${i}`;
    put('project', { id, root, account: `account-${i % BENCH_ACCOUNTS}`, name: id } as never);
  }
  put('calendar', newCalendar(root, 'UTC'));
  for (let model = 0; model < BENCH_MODELS; model += 1) for (const row of pricesOf(model)) put('priceRow', row);
  const revision = {
    v: 1,
    revision: 1,
    prev: CATALOGUE_GENESIS,
    at: 0,
    actor: 'bench',
    reason: 'bench',
    changes,
  } as const;
  const catalogue = new Catalogue();
  catalogue.apply({ revision, hash: sealRevision(revision).hash });
  return catalogue.asOf(1);
}

/** Two rows a leaf: the price changes in the middle of the span. */
function pricesOf(model: number): PriceRow[] {
  return [false, true].flatMap((isLater) => {
    const { input, output } = priceDigits(model, isLater);
    const terms = {
      ...{ provider: 'openai', model: `model-${model}`, currency: 'USD' },
      ...{ effectiveFrom: isLater ? MIDDLE : null, effectiveTo: isLater ? null : MIDDLE },
    };
    return [
      ownPriceRow({ ...terms, leaf: 'uncached_input', price: { amount: String(input), per: 100_000_000 } }),
      ownPriceRow({ ...terms, leaf: 'output_text', price: { amount: String(output), per: 100_000_000 } }),
    ];
  });
}
