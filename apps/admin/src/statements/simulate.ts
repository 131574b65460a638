import type { CatalogueView, Plan, PriceRow } from '@suanpan/catalogue';
import type { PriceBoundaries, UsageGroup } from '@suanpan/charging';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import { decimalFromAtto } from '@suanpan/money';
import { canonicalProvider, fallbackProviders, isGateway, namespacesOf } from '@suanpan/price-book';
import { planCharging, planFees } from '@suanpan/price-plan';
import { type Grain, type HistoryScope, readHistory } from '@suanpan/usage-history';
import { bestCommitment, boundariesOf, compareScenarios, dependsOnOrder, type ScenarioBill } from '@suanpan/what-if';
import type { z } from 'zod';
import { accountsBelow } from './read-statements.ts';
import { planOf, type Supposed, supposed } from './scenarios.ts';
import { type RootFacts, viewOf } from './supposed-facts.ts';
import type { BestCommitmentQuestion, BestCommitmentResult, WhatIfQuestion, WhatIfResult } from './what-if-shapes.ts';

/** A question as it is kept. */
export type WhatIf = Omit<z.output<typeof WhatIfQuestion>, 'id' | 'reason'>;
export type BestCommitmentAsked = Omit<z.output<typeof BestCommitmentQuestion>, 'id' | 'reason'>;

/** What simulating works with. */
export interface SimulationParts {
  readonly clickhouse: ClickHouse;
  readonly facts: RootFacts;
  readonly root: string;
  /** The revision the facts are of. */
  readonly revision: number;
  readonly told: (share: number) => void;
}

const PRICING = { charging: planCharging, fees: planFees };
/** A history of more groups would be charged for minutes, once for each point of a curve. */
const GROUPS_MAX = 50_000;

/** Charges the history of an account under several scenarios, reading it once. */
export async function whatIf(parts: SimulationParts, question: WhatIf): Promise<z.output<typeof WhatIfResult>> {
  const view = viewOf(parts.facts);
  const place = { root: parts.root, account: question.account };
  const all = question.scenarios.map((asked) => supposed(view, parts.facts.priceRow, place, asked));
  const history = await historyOf(parts, view, question, all);
  let groups = 0;
  const counted = async function* (): AsyncGenerator<UsageGroup> {
    for await (const group of history.groups) {
      groups += 1;
      yield group;
    }
  };
  const bills = await compareScenarios(
    counted(),
    all.map(({ scenario }) => scenario),
    PRICING,
  );
  const basis = { revision: parts.revision, groups, estimate: history.grain === 'day' };
  return { kind: 'what-if', ...basis, scenarios: bills.map(shownBill) };
}

/** Finds how much of a commitment would have cost least. */
export async function findBestCommitment(
  parts: SimulationParts,
  question: BestCommitmentAsked,
): Promise<z.output<typeof BestCommitmentResult>> {
  const view = viewOf(parts.facts);
  const plan = planOf(view, parts.root, question.plan);
  const history = await historyOf(parts, view, question, [{ plan, priceRows: undefined }]);
  const groups: UsageGroup[] = [];
  for await (const group of history.groups) {
    groups.push(group);
    if (groups.length > GROUPS_MAX) {
      throw new Fault(
        'entity_invalid',
        `The history falls into more than ${GROUPS_MAX} groups; ask for a shorter span.`,
      );
    }
  }
  const { account, component, unitFee } = question;
  const scenario = { name: 'best', root: parts.root, account, view };
  const asked = { scenario, account, plan, component, unitFee, stepUnits: BigInt(question.stepUnits), groups };
  const found = bestCommitment(asked, PRICING);
  if (found === undefined) throw new Fault('plan_invalid', `${component} is no commitment of the plan.`);
  const shown = ({ quantity, cost }: typeof found.best) => ({ quantity: `${quantity}`, cost: decimalFromAtto(cost) });
  return {
    ...{ kind: 'best-commitment', revision: parts.revision, groups: groups.length, estimate: history.grain === 'day' },
    ...{ currency: plan.currency, best: shown(found.best), curve: found.curve.map(shown), proved: found.proved },
  };
}

interface Span {
  readonly account: string;
  readonly from: number;
  readonly to: number;
}

/** The calls of an account and all below it, in groups that no scenario tells apart. */
async function historyOf(
  { clickhouse, facts, root, told }: SimulationParts,
  view: CatalogueView,
  { account, from, to }: Span,
  all: readonly Pick<Supposed, 'plan' | 'priceRows'>[],
): Promise<{ readonly groups: AsyncGenerator<UsageGroup>; readonly grain: Grain }> {
  const accounts = account === root ? undefined : accountsBelow(view, account);
  const scope: HistoryScope = { root, from, to, ...(accounts === undefined ? {} : { accounts }) };
  const used = await providersOf(clickhouse, scope);
  const rows = [...facts.priceRow, ...all.flatMap(({ priceRows = [] }) => priceRows)];
  const boundaries = boundariesFor(
    facts,
    used === 'any' ? rows : rows.filter(({ provider }) => used.has(provider)),
    from,
    to,
  );
  const assigned = new Set(facts.assignment.map(({ plan }) => plan));
  const plans: readonly Plan[] = [
    ...facts.plan.filter(({ id }) => assigned.has(id)),
    ...all.flatMap(({ plan }) => (plan === undefined || plan === null ? [] : [plan])),
  ];
  const grain: Grain = plans.some(dependsOnOrder) ? 'day' : 'boundary';
  return { groups: readHistory(clickhouse, scope, { boundaries, grain, onProgress: told }), grain };
}

/** Rows of providers that served no call would only cut the history into more groups; a gateway's calls may be anybody's. */
async function providersOf(
  clickhouse: ClickHouse,
  { root, from, to }: HistoryScope,
): Promise<ReadonlySet<string> | 'any'> {
  const rows = await clickhouse.queryRows<{ provider: string }>(
    `SELECT DISTINCT u.provider AS provider FROM ledger.usage AS u WHERE u.root = {root:String} AND u.calls = 1
       AND u.time >= fromUnixTimestamp64Milli({from:Int64}) AND u.time < fromUnixTimestamp64Milli({to:Int64})`,
    { root, from, to },
  );
  if (rows.some(({ provider }) => isGateway(provider))) return 'any';
  const used = rows.map(({ provider }) => canonicalProvider(provider));
  return new Set(used.flatMap((provider) => [provider, ...namespacesOf(provider), ...fallbackProviders(provider)]));
}

function boundariesFor(facts: RootFacts, priceRows: readonly PriceRow[], from: number, to: number): PriceBoundaries {
  const [calendar] = facts.calendar;
  return boundariesOf(
    {
      priceRows,
      ...(calendar === undefined ? {} : { calendar }),
      assignments: facts.assignment,
      seriesPoints: facts.seriesPoint,
      fxRates: facts.fxRate,
      spans: [...facts.markup, ...facts.alias],
    },
    from,
    to,
  );
}

function shownBill({ name, months, outsideCalendar }: ScenarioBill) {
  const totals = new Map<string, bigint>();
  for (const month of months) {
    for (const [currency, atto] of month.totals) totals.set(currency, (totals.get(currency) ?? 0n) + atto);
  }
  return {
    name,
    outsideCalendar,
    totals: sumsOf(totals),
    months: months.map((month) => ({
      ...{ period: month.period, calls: month.calls, totals: sumsOf(month.totals) },
      components: [...month.components].map(([key, atto]) => {
        // The currency stands last; a component may hold anything.
        const at = key.lastIndexOf(' ');
        return { component: key.slice(0, at), currency: key.slice(at + 1), amount: decimalFromAtto(atto) };
      }),
      uncharged: [...month.uncharged].map(([reason, calls]) => ({ reason, calls })),
    })),
  };
}

function sumsOf(sums: ReadonlyMap<string, bigint>) {
  return [...sums].map(([currency, atto]) => ({ currency, amount: decimalFromAtto(atto) }));
}
