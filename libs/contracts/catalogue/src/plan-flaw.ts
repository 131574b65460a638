import { CHARGES, LEAVES } from '@suanpan/facts';
import { storedAtto } from '@suanpan/money';
import {
  byField,
  type Check,
  currency,
  decimal,
  every,
  fields,
  id,
  list,
  must,
  oneOf,
  optional,
  orNull,
  percent,
  positiveDecimal,
  set,
  text,
  whole,
} from './check.ts';
import {
  type Band,
  type BandPrice,
  type Multiplier,
  type MultiplierCondition,
  PLAN_UNITS,
  type Plan,
  type PlanComponent,
  type SlaPromise,
  type UsageSelector,
} from './plan.ts';
import { matcher } from './price-row-flaw.ts';

type Component<K extends PlanComponent['kind']> = Extract<PlanComponent, { kind: K }>;
type Condition<K extends MultiplierCondition['on']> = Extract<MultiplierCondition, { on: K }>;

/** Words that entries have for what no component or multiplier makes. */
const TAKEN: readonly string[] = [...CHARGES, 'ratio'];
const PART_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const COMPONENTS_MAX = 50;
const BANDS_MAX = 50;

/** Colons and number signs separate it from other words in entries and on statements. */
const partId = must(
  `1 to 64 letters, digits or _ . -, start with a letter or digit, and be none of ${TAKEN.join(', ')}`,
  (value) => typeof value === 'string' && PART_ID.test(value) && !TAKEN.includes(value),
);

const selector = fields<UsageSelector>({
  provider: optional(text()),
  model: optional(matcher),
  leaves: optional(set(oneOf(...LEAVES), { least: 1 })),
});
const base = { id: partId, selector: optional(selector) };

const wholeDecimal = must(
  'whole units as decimal text',
  (value) => typeof value === 'string' && /^\d{1,20}$/.test(value),
);

const quantity: Check = (value, name) => {
  const { unit, quantity: amount } = value as Component<'commitment'>;
  const fits = unit === 'money' || unit === 'second' ? positiveDecimal : every(positiveDecimal, wholeDecimal);
  return fits(amount, `${name}.quantity`);
};

const commitment = every(
  fields<Component<'commitment'>>({
    ...base,
    kind: oneOf('commitment'),
    unit: oneOf(...PLAN_UNITS),
    quantity: decimal,
    feeAmount: decimal,
    overageRatio: optional(decimal),
    rollover: oneOf('none', 'next_period'),
    proration: oneOf('by_time', 'none'),
  }),
  quantity,
  (value, name) => {
    const { unit, overageRatio, rollover } = value as Component<'commitment'>;
    if (overageRatio !== undefined && unit !== 'money')
      return `${name}.overageRatio is for money; usage beyond units is charged by the components that follow.`;
    return rollover !== 'none' && unit === 'token_per_minute'
      ? `${name}.rollover: no minute has a next period.`
      : undefined;
  },
);

const unitPrices: Check = (value, name) => {
  const known = ['token', ...LEAVES];
  const prices = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (prices.length === 0) return `${name} must name the price of at least one leaf.`;
  for (const [leaf, price] of prices) {
    const flaw = known.includes(leaf) ? decimal(price, `${name}.${leaf}`) : `${name}.${leaf} is no leaf.`;
    if (flaw !== undefined) return flaw;
  }
  return undefined;
};

const bandPrice: Check = (value, name) => {
  const isRatio = typeof value === 'object' && value !== null && 'ratio' in value;
  return isRatio
    ? fields<Extract<BandPrice, { ratio: string }>>({ ratio: decimal })(value, name)
    : fields<Extract<BandPrice, { unitPrice: string }>>({ unitPrice: decimal })(value, name);
};

const bands = every(
  list(fields<Band>({ upTo: orNull(wholeDecimal), price: bandPrice }), { least: 1, most: BANDS_MAX }),
  (value, name) => {
    let before = 0n;
    for (const [i, { upTo }] of (value as Band[]).entries()) {
      const last = i === (value as Band[]).length - 1;
      if ((upTo === null) !== last) return `${name}[${i}].upTo must be null for the last band and no other.`;
      if (upTo === null) continue;
      if (BigInt(upTo) <= before) return `${name}[${i}].upTo must be above the band before.`;
      before = BigInt(upTo);
    }
    const ratios = (value as Band[]).filter(({ price }) => 'ratio' in price).length;
    return ratios > 0 && ratios < (value as Band[]).length
      ? `${name} must be all unit prices or all ratios.`
      : undefined;
  },
);

const component = byField('kind', {
  list: fields<Component<'list'>>({ ...base, kind: oneOf('list'), ratio: optional(decimal) }),
  rate: fields<Component<'rate'>>({ ...base, kind: oneOf('rate'), unitPrices }),
  allowance: every(
    fields<Component<'allowance'>>({
      ...base,
      kind: oneOf('allowance'),
      unit: oneOf(...PLAN_UNITS),
      quantity: decimal,
    }),
    quantity,
  ),
  commitment,
  tiers: fields<Component<'tiers'>>({
    ...base,
    kind: oneOf('tiers'),
    mode: oneOf('graduated', 'volume'),
    per: oneOf('leaf', 'total'),
    bands,
  }),
  result: fields<Component<'result'>>({
    ...base,
    kind: oneOf('result'),
    unitPrice: decimal,
    capAmount: optional(positiveDecimal),
    scoreMin: optional(decimal),
  }),
});

const condition = byField('on', {
  always: fields<Condition<'always'>>({ on: oneOf('always') }),
  priority: fields<Condition<'priority'>>({ on: oneOf('priority'), priority: text() }),
  batch: fields<Condition<'batch'>>({ on: oneOf('batch') }),
  model: fields<Condition<'model'>>({ on: oneOf('model'), model: matcher }),
  series: every(
    fields<Condition<'series'>>({ on: oneOf('series'), series: text(), floor: decimal, ceiling: decimal }),
    (value, name) => {
      const { floor, ceiling } = value as Condition<'series'>;
      return atto(floor) > atto(ceiling) ? `${name}.floor must not be above the ceiling.` : undefined;
    },
  ),
});

const multiplier = every(
  fields<Multiplier>({ id: partId, selector: optional(selector), condition, ratio: optional(decimal) }),
  (value, name) => {
    const { condition: when, ratio } = value as Multiplier;
    if (when.on !== 'series') return ratio === undefined ? `${name}.ratio is missing.` : undefined;
    return ratio === undefined ? undefined : `${name}.ratio must be absent: the series has the value.`;
  },
);

const promise = every(
  fields<SlaPromise>({
    id: partId,
    measure: oneOf('availability', 'latency', 'quality'),
    withinMs: optional(whole(1)),
    percent,
    credits: list(fields<SlaPromise['credits'][number]>({ belowPercent: percent, creditPercent: percent }), {
      least: 1,
      most: BANDS_MAX,
    }),
  }),
  (value, name) => {
    const { measure, withinMs, percent: promised, credits } = value as SlaPromise;
    if ((measure === 'latency') !== (withinMs !== undefined))
      return `${name}.withinMs is for latency, and needed there.`;
    const below = credits.map(({ belowPercent }) => atto(belowPercent));
    if (below.some((each) => each > atto(promised))) return `${name}.credits must lie at or below what is promised.`;
    return new Set(below).size < below.length ? `${name}.credits must not name a percent twice.` : undefined;
  },
);

const shape = every(
  fields<Plan>({
    id: text(),
    plan: id,
    version: whole(1),
    root: orNull(id),
    name: text(),
    currency,
    fx: optional(text()),
    components: list(component, { least: 1, most: COMPONENTS_MAX }),
    multipliers: optional(list(multiplier, { most: COMPONENTS_MAX })),
    stacking: optional(oneOf('multiply', 'lowest')),
    minimumAmount: optional(decimal),
    sla: optional(list(promise, { most: COMPONENTS_MAX })),
  }),
  (value) => {
    const plan = value as Plan;
    if (plan.id !== `${plan.plan}@${plan.version}`) return `id must be ${plan.plan}@${plan.version}.`;
    return (
      repeated('components', plan.components) ??
      repeated('multipliers', plan.multipliers ?? []) ??
      repeated('sla', plan.sla ?? []) ??
      orderFlaw(plan.components) ??
      productFlaw(plan)
    );
  },
);

function repeated(name: string, parts: readonly { readonly id: string }[]): string | undefined {
  const ids = new Set<string>();
  for (const part of parts) {
    if (ids.has(part.id)) return `${name} must not name the id ${part.id} twice.`;
    ids.add(part.id);
  }
  return undefined;
}

/** Everything must find a component, and what money has paid for in advance must not depend on how far tiers will go. */
function orderFlaw(components: readonly PlanComponent[]): string | undefined {
  const offered = components.filter((each) => !('unit' in each && each.unit === 'money'));
  const last = offered.at(-1);
  const takesAll = last !== undefined && last.kind !== 'allowance' && last.kind !== 'commitment';
  if (!takesAll || last.selector !== undefined)
    return 'components must end with one that takes everything: list, rate, tiers or result without a selector.';
  const paid = components.findIndex((each) => each.kind === 'commitment' && each.unit === 'money');
  const tiers = components.findLastIndex((each) => each.kind === 'tiers');
  return paid !== -1 && tiers > paid ? 'components must not have tiers after a commitment of money.' : undefined;
}

/** What factors may take of an outcome in all, in characters; a thousand calls of one request must fit one record. */
const FACTOR_CHARS_MAX = 8 * 1024;
/** A call uses no more leaves than there are, and each is an entry at most, bands aside. */
const ENTRIES_MAX = LEAVES.length;
/** The value of a factor, and quotes around it. */
const FACTOR_VALUE_CHARS = 24;

/** Each entry of a call names each multiplier: components and multipliers may be many, but not both. */
function productFlaw({ components, multipliers = [] }: Plan): string | undefined {
  const entries = Math.min(components.length, ENTRIES_MAX);
  const chars = entries * multipliers.reduce((sum, each) => sum + each.id.length + FACTOR_VALUE_CHARS, 0);
  if (chars <= FACTOR_CHARS_MAX) return undefined;
  return `multipliers are too many, or their ids too long, for ${components.length} components: they would come to ${chars} characters a call, and ${FACTOR_CHARS_MAX} are the most.`;
}

function atto(decimalText: string): bigint {
  return storedAtto(decimalText);
}

/** What is wrong with the shape of a plan, if anything. */
export function planFlaw(plan: Plan): string | undefined {
  return shape(plan, '');
}
