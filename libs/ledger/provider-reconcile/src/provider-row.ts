import { decimalFromAtto } from '@suanpan/money';
import { formatInstant } from '@suanpan/time';
import type { Counts } from './counts.ts';
import type { GatheredRow } from './gather-rows.ts';
import type { RowFacts } from './likely-reason.ts';
import { DIFFERENCE_REASONS, type DifferenceReason } from './reasons.ts';

/** Two sides of one count or sum, decimal text. */
export interface Figure {
  readonly provider: string;
  readonly ledger: string;
  /** Provider minus ledger: above 0 is missing here. */
  readonly difference: string;
}

/** One UTC day and model, or one whole day where an export does not tell models apart. */
export interface ProviderRow {
  /** `2026-11-01`. */
  readonly day: string;
  /** The model; empty for all models of the day together; what was billed where it is no model. */
  readonly model: string;
  /** How the two sides write the model, where they do not agree. */
  readonly names?: { readonly provider: readonly string[]; readonly ledger: readonly string[] };
  /** Absent where the provider does not count calls. */
  readonly calls?: Figure;
  /** Absent without an export of usage. `input` includes cache reads and writes. */
  readonly tokens?: {
    readonly input: Figure;
    readonly cacheRead: Figure;
    readonly cacheWrite: Figure;
    readonly output: Figure;
  };
  /** By currency; absent without an export of costs. */
  readonly money?: Readonly<Record<string, Figure>>;
  readonly reason: DifferenceReason;
  /** The reason for people. */
  readonly detail: string;
}

const DAY_DIGITS = 10;

/** Writes a row with its reason. */
export function providerRow(row: GatheredRow, facts: RowFacts, reason: DifferenceReason): ProviderRow {
  const calls = row.provider?.calls ?? null;
  return {
    day: formatInstant(row.day).slice(0, DAY_DIGITS),
    model: row.model,
    ...namesOf(row),
    ...(calls === null ? {} : { calls: figure(calls, row.ledger.calls ?? 0n, String) }),
    ...(row.provider === undefined ? {} : { tokens: tokensOf(row.provider, row.ledger) }),
    ...(row.costs === undefined ? {} : { money: moneyOf(row) }),
    reason,
    detail: detailOf(reason, facts),
  };
}

function tokensOf(provider: Counts, ledger: Counts): NonNullable<ProviderRow['tokens']> {
  return {
    input: figure(provider.inputTokens, ledger.inputTokens, String),
    cacheRead: figure(provider.cacheReadTokens, ledger.cacheReadTokens, String),
    cacheWrite: figure(provider.cacheWriteTokens, ledger.cacheWriteTokens, String),
    output: figure(provider.outputTokens, ledger.outputTokens, String),
  };
}

function moneyOf({ costs }: GatheredRow): Record<string, Figure> {
  const sums = [...(costs ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    sums.map(([currency, { provider, ledger }]) => [currency, figure(provider, ledger, decimalFromAtto)]),
  );
}

function figure(provider: bigint, ledger: bigint, write: (value: bigint) => string): Figure {
  return { provider: write(provider), ledger: write(ledger), difference: write(provider - ledger) };
}

/** Only where the names say more than the row's own. */
function namesOf({ names, model, isItem }: GatheredRow): Pick<ProviderRow, 'names'> {
  const [provider, ledger] = [[...names.provider].sort(), [...names.ledger].sort()];
  const isPlain = [...provider, ...ledger].every((name) => name === model);
  return isPlain || isItem || model === '' ? {} : { names: { provider, ledger } };
}

function detailOf(reason: DifferenceReason, { unpricedCalls, offListCalls, ledger }: RowFacts): string {
  const text = DIFFERENCE_REASONS[reason];
  if (reason === 'unpriced') return `${text} Without a price: ${unpricedCalls} of ${ledger.calls} calls.`;
  if (reason === 'charged_otherwise') return `${text} Charged so: ${offListCalls} of ${ledger.calls} calls.`;
  return text;
}
