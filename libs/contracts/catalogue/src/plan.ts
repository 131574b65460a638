import { type Leaf, QUANTITY_UNITS } from '@suanpan/facts';
import type { ModelMatcher } from './price-row.ts';

/** Which usage a component or multiplier is for; what is absent does not narrow. */
export interface UsageSelector {
  readonly provider?: string;
  readonly model?: ModelMatcher;
  readonly leaves?: readonly Leaf[];
}

/** What a quantity of a component counts. `token` counts every token leaf alike. */
export const PLAN_UNITS = [...QUANTITY_UNITS, 'money', 'token_per_minute'] as const;
export type PlanUnit = (typeof PLAN_UNITS)[number];

/** The price of one band: a price for one unit, or a share of the list price. Decimal text. */
export type BandPrice = { readonly unitPrice: string } | { readonly ratio: string };

/** A band of tiers: holds up to `upTo` units inclusive; null is the last one, without end. */
export interface Band {
  /** Whole units as decimal text. */
  readonly upTo: string | null;
  readonly price: BandPrice;
}

interface ComponentBase {
  /** Unique in its plan; stands in entries, the ledger and statements. */
  readonly id: string;
  readonly selector?: UsageSelector;
}

/**
 * One part of a plan. Usage is offered to the components in their order: an allowance or a commitment takes what is left
 * of its quantity, anything else takes all the rest that it selects.
 */
export type PlanComponent =
  /** Pay-as-you-go at the price book, times a ratio (1 if absent). */
  | (ComponentBase & { readonly kind: 'list'; readonly ratio?: string })
  /** Pay-as-you-go at prices of the plan, by leaf; `token` is for every token leaf not named. Decimal text for one unit. */
  | (ComponentBase & { readonly kind: 'rate'; readonly unitPrices: Readonly<Partial<Record<Leaf | 'token', string>>> })
  /** A quantity of each period that costs nothing. */
  | (ComponentBase & { readonly kind: 'allowance'; readonly unit: PlanUnit; readonly quantity: string })
  /**
   * A quantity of each period that is paid by a fee. With `money` the quantity is money at list price, and
   * `overageRatio` is what the list price beyond it is multiplied by. `token_per_minute` is throughput: the quantity holds in each
   * minute of event time. What is left over at the end of a period is lost, or good in the next one (`next_period`).
   */
  | (ComponentBase & {
      readonly kind: 'commitment';
      readonly unit: PlanUnit;
      readonly quantity: string;
      readonly feeAmount: string;
      readonly overageRatio?: string;
      readonly rollover: 'none' | 'next_period';
      /** `by_time`: fee and quantity of a part of a period are its share of the period's milliseconds. */
      readonly proration: 'by_time' | 'none';
    })
  /** `graduated`: each unit at its band's price. `volume`: all units of the period at the price of the band reached. */
  | (ComponentBase & {
      readonly kind: 'tiers';
      readonly mode: 'graduated' | 'volume';
      /** Whether each leaf counts its own units, or all together but for seconds, which have fractions. */
      readonly per: 'leaf' | 'total';
      readonly bands: readonly Band[];
    })
  /** Nothing for the call, a price for each accepted result, at most `capAmount` a period. */
  | (ComponentBase & {
      readonly kind: 'result';
      readonly unitPrice: string;
      readonly capAmount?: string;
      /** Lowest quality score that counts as accepted beside `accepted: true`; absent for any. Decimal text. */
      readonly scoreMin?: string;
    });

/** What a multiplier depends on. The sender of an event has no say in any of them. */
export type MultiplierCondition =
  | { readonly on: 'always' }
  /** The admission's priority, else the project's default. */
  | { readonly on: 'priority'; readonly priority: string }
  /** The admission says the call goes through the asynchronous batch interface. */
  | { readonly on: 'batch' }
  | { readonly on: 'model'; readonly model: ModelMatcher }
  /** The series' value: as quoted at admission, else as of the event's time; kept between floor and ceiling. */
  | { readonly on: 'series'; readonly series: string; readonly floor: string; readonly ceiling: string };

/** A factor on what components charge; fees and outcomes are not multiplied. */
export interface Multiplier {
  readonly id: string;
  readonly selector?: UsageSelector;
  readonly condition: MultiplierCondition;
  /** Decimal text: 0.7 is a discount of 30 %. Absent for a series, whose value it is. */
  readonly ratio?: string;
}

/** What is promised for a period; a promise that was broken becomes credit lines. */
export interface SlaPromise {
  readonly id: string;
  /** `availability`: share of calls without a server error. `latency`: share within `withinMs`. `quality`: share of results accepted. */
  readonly measure: 'availability' | 'latency' | 'quality';
  readonly withinMs?: number;
  /** Percent promised, decimal text, e.g. `99.9`. */
  readonly percent: string;
  /** Below a percent, the share of the period's charges that is credited; the lowest that holds counts. */
  readonly credits: readonly { readonly belowPercent: string; readonly creditPercent: string }[];
}

/** One version of a plan. Versions are appended, never changed; `id` is `<plan>@<version>`. */
export interface Plan {
  readonly id: string;
  /** What the versions have in common. */
  readonly plan: string;
  readonly version: number;
  /** The root whose own plan it is; null for everybody's. */
  readonly root: string | null;
  readonly name: string;
  /** Currency of every amount of the plan. */
  readonly currency: string;
  /** Name of the rate by which list prices in other currencies are converted; without it such usage is quarantined. */
  readonly fx?: string;
  readonly components: readonly PlanComponent[];
  readonly multipliers?: readonly Multiplier[];
  /** `multiply`: all that hold, in order. `lowest`: only the smallest that holds. */
  readonly stacking?: 'multiply' | 'lowest';
  /** What a period costs at least; the rest is charged at its close. */
  readonly minimumAmount?: string;
  readonly sla?: readonly SlaPromise[];
}

/** Puts an account and everything below it that has none of its own on a plan, for events from an instant to another. */
export interface PlanAssignment {
  readonly id: string;
  readonly root: string;
  readonly account: string;
  /** Id of the plan's version. */
  readonly plan: string;
  readonly effectiveFrom: number;
  readonly effectiveTo: number | null;
}

/** A point of a series of multipliers: the value holds from the instant until the next point. */
export interface SeriesPoint {
  readonly id: string;
  readonly series: string;
  readonly from: number;
  /** Decimal text. */
  readonly value: string;
}
