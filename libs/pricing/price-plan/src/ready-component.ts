import type { Band, PlanComponent, PlanUnit, UsageSelector } from '@suanpan/catalogue';
import { LEAVES, type Leaf, QUANTITY_UNITS, type QuantityUnit, quantityOfLeaf, TOKEN_LEAVES } from '@suanpan/facts';
import { type Exact, quantiseExact } from '@suanpan/money';
import { numberOf } from './plan-number.ts';
import { MICRO_PER_UNIT, microOf } from './quantity.ts';

interface ReadyBase {
  readonly id: string;
  readonly selector: UsageSelector | undefined;
}

export interface ListComponent extends ReadyBase {
  readonly kind: 'list';
  readonly ratio: Exact | undefined;
}

export interface RateComponent extends ReadyBase {
  readonly kind: 'rate';
  readonly prices: ReadonlyMap<Leaf, Exact>;
}

/** What allowances and commitments have in common. */
export interface QuotaBase extends ReadyBase {
  /** Of a whole period, in atto units: of one unit, or of money. */
  readonly atto: bigint;
  readonly isProrated: boolean;
  readonly rollsOver: boolean;
}

/** A quantity of each period that is taken at no charge. */
export interface QuantityComponent extends QuotaBase {
  readonly kind: 'quantity';
  readonly leaves: readonly Leaf[];
  readonly unit: PlanUnit;
}

/** A quantity of tokens of each minute. */
export interface ThroughputComponent extends ReadyBase {
  readonly kind: 'throughput';
  readonly microPerMinute: bigint;
}

/** Money of each period that covers charges. */
export interface MoneyComponent extends QuotaBase {
  readonly kind: 'money';
  readonly overage: Exact | undefined;
}

export interface ReadyBand {
  /** Millionths inclusive; `undefined` for the last band. */
  readonly upTo: bigint | undefined;
  /** Price of a unit, or share of the list price. */
  readonly price: Exact;
  readonly isRatio: boolean;
}

export interface TiersComponent extends ReadyBase {
  readonly kind: 'tiers';
  readonly mode: 'graduated' | 'volume';
  readonly per: 'leaf' | 'total';
  readonly bands: readonly ReadyBand[];
  /** Whether the bands are shares of the list price. */
  readonly needsList: boolean;
}

export interface ResultComponent extends ReadyBase {
  readonly kind: 'result';
  readonly unitPrice: Exact;
  readonly cap: Exact | undefined;
  readonly scoreMin: Exact | undefined;
}

/** A component with its numbers read. */
export type ReadyComponent =
  | ListComponent
  | RateComponent
  | QuantityComponent
  | ThroughputComponent
  | MoneyComponent
  | TiersComponent
  | ResultComponent;

const LEAVES_OF_UNIT = Object.fromEntries(
  QUANTITY_UNITS.map((unit) => [unit, LEAVES.filter((leaf) => quantityOfLeaf(leaf)?.unit === unit)]),
) as unknown as Readonly<Record<QuantityUnit, readonly Leaf[]>>;

/** Reads the numbers of a component, or says what is wrong with it. */
export function readyComponent(component: PlanComponent): ReadyComponent | string {
  switch (component.kind) {
    case 'list':
      return readyList(component);
    case 'rate':
      return readyRate(component);
    case 'allowance':
    case 'commitment':
      return readyQuota(component);
    case 'tiers':
      return readyTiers(component);
    case 'result':
      return readyResult(component);
    default:
      return 'the kind is not known';
  }
}

type Of<K extends PlanComponent['kind']> = PlanComponent & { readonly kind: K };

function fromZero(text: unknown): Exact | undefined {
  const number = numberOf(text);
  return number === undefined || number.digits < 0n ? undefined : number;
}

function readyList({ id, selector, ratio }: Of<'list'>): ListComponent | string {
  const value = ratio === undefined ? undefined : fromZero(ratio);
  if (ratio !== undefined && value === undefined) return 'ratio is no number from 0 on';
  return { kind: 'list', id, selector, ratio: value };
}

function readyRate({ id, selector, unitPrices }: Of<'rate'>): RateComponent | string {
  const prices = new Map<Leaf, Exact>();
  for (const [name, text] of Object.entries(unitPrices)) {
    const price = fromZero(text);
    if (price === undefined) return `the price of ${name} is no number from 0 on`;
    if (name !== 'token' && !(LEAVES as readonly string[]).includes(name)) return `${name} is no leaf`;
    for (const leaf of name === 'token' ? TOKEN_LEAVES : [name as Leaf])
      if (name !== 'token' || unitPrices[leaf] === undefined) prices.set(leaf, price);
  }
  return prices.size === 0 ? 'it has no price' : { kind: 'rate', id, selector, prices };
}

function readyQuota(component: Of<'allowance' | 'commitment'>): ReadyComponent | string {
  const { id, selector, unit } = component;
  const isCommitment = component.kind === 'commitment';
  const quantity = fromZero(component.quantity);
  if (quantity === undefined) return 'quantity is no number from 0 on';
  if (isCommitment && fromZero(component.feeAmount) === undefined) return 'feeAmount is no amount';
  if (isCommitment && !['none', 'next_period'].includes(component.rollover)) return 'rollover is none or next_period';
  if (isCommitment && !['none', 'by_time'].includes(component.proration)) return 'proration is none or by_time';
  const overage = isCommitment && component.overageRatio !== undefined ? fromZero(component.overageRatio) : undefined;
  if (isCommitment && component.overageRatio !== undefined && (overage === undefined || unit !== 'money'))
    return 'overageRatio is a number from 0 on, for a quantity of money';
  const atto = quantiseExact(quantity);
  const base = {
    id,
    selector,
    atto,
    isProrated: !isCommitment || component.proration === 'by_time',
    rollsOver: isCommitment && component.rollover === 'next_period',
  };
  if (unit === 'money') return { kind: 'money', ...base, overage };
  if (unit === 'token_per_minute') {
    if (base.rollsOver) return 'throughput does not roll over';
    return { kind: 'throughput', id, selector, microPerMinute: wholeMicro(atto) };
  }
  const leaves = Object.hasOwn(LEAVES_OF_UNIT, unit) ? LEAVES_OF_UNIT[unit] : undefined;
  return leaves === undefined ? 'the unit is not known' : { kind: 'quantity', ...base, leaves, unit };
}

const ATTO_PER_UNIT = 10n ** 18n;

/** Whole units of a quantity, rounded down, in millionths. */
export function wholeMicro(atto: bigint): bigint {
  return (atto / ATTO_PER_UNIT) * MICRO_PER_UNIT;
}

function readyTiers({ id, selector, mode, per, bands }: Of<'tiers'>): TiersComponent | string {
  if (!['graduated', 'volume'].includes(mode)) return 'mode is graduated or volume';
  if (!['leaf', 'total'].includes(per)) return 'per is leaf or total';
  const ready: ReadyBand[] = [];
  for (const [index, band] of bands.entries()) {
    const made = readyBand(band);
    if (made === undefined) return `the price of band ${index + 1} is no number from 0 on`;
    if ((band.upTo === null) !== (index === bands.length - 1)) return 'the last band, and no other, has no end';
    const before = ready.at(-1)?.upTo ?? 0n;
    if (band.upTo !== null && (made.upTo === undefined || made.upTo <= before))
      return 'bands end at rising whole units';
    ready.push(made);
  }
  const needsList = ready.some(({ isRatio }) => isRatio);
  if (ready.length === 0) return 'it has no band';
  // What is taken back gives way at the margin, which may be in another band than it was charged in.
  if (needsList && !ready.every(({ isRatio }) => isRatio)) return 'bands are all unit prices or all ratios';
  return { kind: 'tiers', id, selector, mode, per, bands: ready, needsList };
}

function readyBand({ upTo, price }: Band): ReadyBand | undefined {
  const isRatio = 'ratio' in price;
  const value = fromZero(isRatio ? price.ratio : price.unitPrice);
  if (value === undefined) return undefined;
  const end = upTo === null || !/^\d{1,20}$/.test(upTo) ? undefined : microOf(upTo);
  return { upTo: end, price: value, isRatio };
}

function readyResult({ id, selector, unitPrice, capAmount, scoreMin }: Of<'result'>): ResultComponent | string {
  const price = fromZero(unitPrice);
  const cap = capAmount === undefined ? undefined : fromZero(capAmount);
  const score = scoreMin === undefined ? undefined : fromZero(scoreMin);
  if (price === undefined) return 'unitPrice is no number from 0 on';
  if (capAmount !== undefined && cap === undefined) return 'capAmount is no amount';
  if (scoreMin !== undefined && score === undefined) return 'scoreMin is no number';
  return { kind: 'result', id, selector, unitPrice: price, cap, scoreMin: score };
}
