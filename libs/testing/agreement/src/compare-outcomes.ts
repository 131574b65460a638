import type { Entry } from '@suanpan/facts';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { type Fraction, fraction } from '@suanpan/naive-rater';
import type { NaiveVerdict } from './naive-shard.ts';

/** Reasons of outcomes of directives that took effect. */
const EFFECTIVE = new Set([
  ...['voided', 'amended', 'priced_again', 'fee_charged', 'credit_granted', 'period_closed', 'sealed'],
]);

/** An outcome in the one form that both sides are brought to. */
interface Told {
  readonly kind: string;
  readonly isCharged: boolean;
  readonly revision: number;
  readonly first?: number | undefined;
  /** By account, component, currency, service and posting month: money and units. */
  readonly money: Readonly<Record<string, string>>;
  readonly totals?: Readonly<Record<string, string>> | undefined;
  readonly balances?: Readonly<Record<string, string>> | undefined;
}

/** The outcomes of the real chain and the naive ones, one by one. Answers the first difference, if there is any. */
export function compareOutcomes(items: readonly LedgerItem[], verdicts: readonly NaiveVerdict[]): string | undefined {
  for (let seq = 0; seq < Math.max(items.length, verdicts.length); seq += 1) {
    const [item, verdict] = [items[seq], verdicts[seq]];
    const real = item === undefined ? 'nothing' : JSON.stringify(toldOf(item), null, 1);
    const naive = verdict === undefined ? 'nothing' : JSON.stringify(toldNaively(verdict), null, 1);
    if (real === naive) continue;
    return `Outcome ${seq}, ${item?.outcome.reason} ${item?.outcome.detail ?? ''}\nreal ${real}\nnaive ${naive}`;
  }
  return undefined;
}

function toldOf({ outcome, event, other }: LedgerItem): Told {
  const { kind, reason, revision, first, entries, closing } = outcome;
  const of = event?.account ?? (other !== undefined && 'account' in other ? other.account : '');
  const money = new Sums();
  for (const entry of entries) {
    const { component = 'list', currency, servicePeriod, postingPeriod } = entry;
    const account = entry.event?.account ?? entry.account ?? of;
    const key = [account, component.split('#')[0] ?? '', currency, servicePeriod ?? '-', postingPeriod ?? '-'];
    money.add(key.join(' '), storedAtto(entry.amount), unitsOf(entry));
  }
  return {
    kind,
    isCharged: kind === 'rated' || (kind === 'adjusted' && EFFECTIVE.has(reason)),
    revision,
    first,
    money: money.texts,
    totals: closing && sorted(closing.totals.map((one) => [`${one.account} ${one.currency}`, one.amount])),
    balances: closing && sorted(closing.balances.map(({ name, left }) => [name, left])),
  };
}

function toldNaively({ kind, isCharged, revision, first, entries, closing }: NaiveVerdict): Told {
  const money = new Sums();
  for (const { account, component, currency, service, posting, band, parts, atto } of entries) {
    const key = [account, component, currency, service ?? '-', posting ?? '-'].join(' ');
    const units = parts.reduce((sum, { quantity }) => sum + (band === 'volume' ? 0n : microOf(quantity)), 0n);
    money.add(key, atto, units);
  }
  const totals = closing && [...closing.totals].map(([key, atto]): Pair => [key, decimalFromAtto(atto)]);
  const balances = closing?.balances.map(({ name, left }): Pair => [name, decimalOf(left)]);
  return {
    kind,
    isCharged,
    revision,
    first,
    money: money.texts,
    totals: totals && sorted(totals),
    balances: balances && sorted(balances),
  };
}

type Pair = readonly [key: string, text: string];

function sorted(pairs: readonly Pair[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Money and units by key; what comes to nothing in every way is left out: one side writes it, the other may net it. */
class Sums {
  readonly #sums = new Map<string, { atto: bigint; micro: bigint }>();

  add(key: string, atto: bigint, micro: bigint): void {
    const sum = this.#sums.get(key) ?? { atto: 0n, micro: 0n };
    this.#sums.set(key, { atto: sum.atto + atto, micro: sum.micro + micro });
  }

  get texts(): Readonly<Record<string, string>> {
    const kept = [...this.#sums].filter(([, { atto, micro }]) => atto !== 0n || micro !== 0n);
    return sorted(kept.map(([key, { atto, micro }]) => [key, `${decimalFromAtto(atto)} for ${micro}`]));
  }
}

/** Millionths of units; what volume tiers correct is no quantity. */
function unitsOf({ component, lines }: Entry): bigint {
  if (component?.endsWith('#volume') === true) return 0n;
  return lines.reduce((sum, { quantity }) => sum + microOf(fraction(quantity)), 0n);
}

function microOf({ top, bottom }: Fraction): bigint {
  return (top * 1_000_000n) / bottom;
}

function decimalOf({ top, bottom }: Fraction): string {
  return decimalFromAtto((top * 10n ** 18n) / bottom);
}
