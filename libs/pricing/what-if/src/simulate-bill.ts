import { type Period, periodAt } from '@suanpan/catalogue';
import type { Charge, ChargeContext, Uncharged, UsageGroup } from '@suanpan/charging';
import { CHARGES, type Close, type Entry } from '@suanpan/facts';
import { storedAtto } from '@suanpan/money';
import { formatInstant, parseInstant } from '@suanpan/time';
import { isWithin, type Pricing, type Scenario, TierViews } from './scenario.ts';

/** What a month would have come to. */
export interface MonthBill {
  /** `2026-11`. */
  readonly period: string;
  readonly calls: number;
  /** Sum in atto units by currency. */
  readonly totals: ReadonlyMap<string, bigint>;
  /** The same by component of the plan and currency: `tiers#2 USD`; `list` where no plan decided. */
  readonly components: ReadonlyMap<string, bigint>;
  /** Units that each component took, fees and other money aside. */
  readonly quantities: ReadonlyMap<string, number>;
  /** Calls that would have had no price, by reason. */
  readonly uncharged: ReadonlyMap<string, number>;
}

interface OpenMonth {
  readonly period: Period;
  calls: number;
  readonly totals: Map<string, bigint>;
  readonly components: Map<string, bigint>;
  readonly quantities: Map<string, number>;
  readonly uncharged: Map<string, number>;
}

/** A whole history under one scenario. */
export interface SimulatedBill {
  readonly months: readonly MonthBill[];
  /** Calls whose time no month of the root's calendar holds; they are in no total. */
  readonly outsideCalendar: number;
}

const NO_PLAN = 'list';
/** Lines that are money without usage. */
const CHARGED: ReadonlySet<string> = new Set(CHARGES);

/**
 * Charges history as if a scenario had held: fees at the start of each month, calls in the order they come, a close at its
 * end. It is the real charging with counters of its own, so that a scenario that did hold comes to the real bill.
 */
export class BillSimulation {
  readonly #scenario: Scenario;
  readonly #pricing: Pricing;
  readonly #tiers: TierViews;
  readonly #counters = new Map<string, string>();
  readonly #months: OpenMonth[] = [];
  #outsideCalendar = 0;
  #seq = 0;

  constructor(scenario: Scenario, pricing: Pricing) {
    this.#scenario = scenario;
    this.#pricing = pricing;
    this.#tiers = new TierViews(scenario.view);
  }

  /** Charges one group. Groups come in order of time. */
  add(group: UsageGroup): void {
    const time = parseInstant(group.event.time);
    const calendar = this.#scenario.view.get('calendar', this.#scenario.root);
    const period = calendar === undefined || time === undefined ? undefined : periodAt(calendar, time);
    if (period === undefined) {
      this.#outsideCalendar += group.calls;
      return;
    }
    const month = this.#monthOf(period);
    month.calls += group.calls;
    const view = this.#tiers.above(group.aboveInputTokens);
    const decision = this.#pricing.charging.chargeCall(group.event, view, this.#read, this.#context());
    this.#take(month, decision, group.calls);
  }

  /** Closes the months that are open and answers all of them in order. */
  finish(): SimulatedBill {
    const last = this.#months.at(-1);
    if (last !== undefined) this.#close(last);
    const months = this.#months.map(({ period, ...bill }) => ({ ...bill, period: period.id }));
    return { months, outsideCalendar: this.#outsideCalendar };
  }

  readonly #read = (name: string): string | undefined => this.#counters.get(name);

  #context(): ChargeContext {
    this.#seq += 1;
    return { seq: this.#seq, posting: 'open' };
  }

  /** The month a group falls in; every month between is opened and closed too, because fees do not wait for calls. */
  #monthOf(period: Period): OpenMonth {
    let open = this.#months.at(-1);
    if (open === undefined) return this.#open(period);
    while (open.period.id < period.id) {
      this.#close(open);
      const calendar = this.#scenario.view.get('calendar', this.#scenario.root);
      const next = calendar === undefined ? undefined : periodAt(calendar, open.period.to);
      open = this.#open(next ?? period);
    }
    return open;
  }

  #open(period: Period): OpenMonth {
    const month: OpenMonth = {
      period,
      calls: 0,
      totals: new Map(),
      components: new Map(),
      quantities: new Map(),
      uncharged: new Map(),
    };
    this.#months.push(month);
    const { view, root } = this.#scenario;
    for (const fee of this.#pricing.fees(view, root, period.id, period.from)) {
      if (!isWithin(view, fee.account, this.#scenario.account)) continue;
      this.#take(month, this.#pricing.charging.chargeFee(fee, view, this.#read, this.#context()), 0);
    }
    return month;
  }

  #close(month: OpenMonth): void {
    const { view, root } = this.#scenario;
    const directive: Close = {
      time: formatInstant(month.period.to),
      directive: 'close',
      id: `close:${month.period.id}`,
      source: 'suanpan/what-if',
      root,
      reason: 'what-if',
      period: month.period.id,
    };
    this.#take(month, this.#pricing.charging.closePeriod(directive, view, this.#read, this.#context()), 0);
  }

  #take(month: OpenMonth, decision: Charge | Uncharged, calls: number): void {
    if (!decision.charged) {
      if (calls > 0) month.uncharged.set(decision.reason, (month.uncharged.get(decision.reason) ?? 0) + calls);
      return;
    }
    const { view, account } = this.#scenario;
    for (const entry of decision.entries) {
      // A close charges what is missing to the minimums of the whole root.
      if (entry.account === undefined || isWithin(view, entry.account, account)) addEntry(month, entry);
    }
    for (const [name, value] of decision.counters) {
      if (value === null) this.#counters.delete(name);
      else this.#counters.set(name, value);
    }
  }
}

function addEntry(month: OpenMonth, entry: Entry): void {
  const amount = storedAtto(entry.amount);
  const component = entry.component ?? NO_PLAN;
  const key = `${component} ${entry.currency}`;
  month.totals.set(entry.currency, (month.totals.get(entry.currency) ?? 0n) + amount);
  month.components.set(key, (month.components.get(key) ?? 0n) + amount);
  for (const { leaf, quantity } of entry.lines) {
    if (!CHARGED.has(leaf)) month.quantities.set(component, (month.quantities.get(component) ?? 0) + Number(quantity));
  }
}
