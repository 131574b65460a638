import type { Entry, Outcome, UsageEvent } from '@suanpan/facts';
import type { LedgerChunk, LedgerItem } from '@suanpan/ledger-sink';
import { decimalFromAtto } from '@suanpan/money';
import { formatInstant } from '@suanpan/time';

/** 2026-11-24T01:02:03.004Z. */
export const AT = Date.UTC(2026, 10, 24, 1, 2, 3, 4);
const ATTO_PER_TOKEN = 2_000_000_000_000n;

export interface Call {
  readonly shard?: number;
  readonly seq: number;
  readonly root?: string;
  readonly project?: string;
  readonly model?: string;
  readonly credential?: string;
  /** The call's time in milliseconds. */
  readonly time?: number;
  readonly input?: number;
  readonly output?: number;
}

function eventOf({ seq, root = 'root_a', project = 'prj_1', model = 'gpt', ...call }: Call): UsageEvent {
  return {
    ...{
      time: formatInstant(call.time ?? AT),
      id: `event-${root}-${seq}`,
      source: 'test',
      root,
      account: `acc-${root}`,
    },
    ...{ project, credential: call.credential ?? 'key_1', provider: 'openai', requestedModel: model },
    ...{ operation: 'chat', inputTokens: call.input ?? 1000, outputTokens: call.output ?? 100, latencyMs: 250 },
    usageQuality: 'reported',
  };
}

function entryOf({ input = 1000, output = 100 }: Call): Entry {
  const cost = (tokens: number) => decimalFromAtto(BigInt(tokens) * ATTO_PER_TOKEN);
  const unitPrice = decimalFromAtto(ATTO_PER_TOKEN);
  return {
    currency: 'USD',
    amount: cost(input + output),
    lines: [
      { leaf: 'uncached_input', quantity: input, unitPrice, amount: cost(input), priceRow: 'price_in' },
      { leaf: 'output_text', quantity: output, unitPrice, amount: cost(output), priceRow: 'price_out' },
    ],
  };
}

function itemOf(call: Call, outcome: Partial<Outcome>, event: UsageEvent | undefined): LedgerItem {
  return {
    ...{ shard: call.shard ?? 0, ratedOffset: call.seq, root: call.root ?? 'root_a', event },
    outcome: {
      ...{ seq: call.seq, kind: 'rated', reason: 'priced', offset: call.seq, index: 0, receivedAt: AT, postedAt: AT },
      ...{ revision: 3, entries: [], ...outcome },
    },
  };
}

/** A call of 1,100 tokens at 0.000002 USD each, unless told otherwise. */
export function rated(call: Call): LedgerItem {
  return itemOf(call, { entries: [entryOf(call)] }, eventOf(call));
}

export function quarantined(call: Call): LedgerItem {
  return itemOf(call, { kind: 'quarantined', reason: 'model_unpriced', detail: 'gpt' }, eventOf(call));
}

/** The same event as that of an earlier seq, sent again. */
export function repeated(call: Call, first: number, kind: 'duplicate' | 'conflict'): LedgerItem {
  const reason = kind === 'duplicate' ? 'already_counted' : 'other_content';
  return itemOf(call, { kind, reason, first }, eventOf({ ...call, seq: first }));
}

/** A price-again directive that prices an earlier, quarantined call. */
export function pricedAgain(call: Call, corrects: number): LedgerItem {
  const entry = { ...entryOf(call), corrects, event: eventOf({ ...call, seq: corrects }) };
  return itemOf(call, { kind: 'adjusted', reason: 'priced_again', entries: [entry] }, undefined);
}

/** Under a plan and a month: what every entry of a root with both carries. */
const PLANNED = { plan: 'std@1', servicePeriod: '2026-11', postingPeriod: '2026-11' } as const;

/** A call that a plan charges by two components. */
export function planned(call: Call): LedgerItem {
  const parts = [
    { component: 'tiers#1', factors: ['batch=0.85'], ...call },
    { component: 'base', factors: [], ...call, input: 0, output: 0 },
  ];
  const entries = parts.map(({ component, factors, ...part }) => ({
    ...entryOf(part),
    ...PLANNED,
    component,
    factors,
  }));
  return itemOf(call, { entries }, eventOf(call));
}

/** A void: what an earlier call was charged, negated. */
export function takenBack(call: Call, corrects: number): LedgerItem {
  const { input = 1000, output = 100 } = call;
  const entry = entryOf({ ...call, input: 0 - input, output: 0 - output });
  const event = eventOf({ ...call, seq: corrects });
  return itemOf(
    call,
    { kind: 'adjusted', reason: 'voided', entries: [{ ...entry, ...PLANNED, corrects, event }] },
    undefined,
  );
}

/** A fee for an account, which is about no call. */
export function fee(call: Call, amount: string, account = 'dep_1'): LedgerItem {
  const line = { leaf: 'fee', quantity: 1, unitPrice: amount, amount, priceRow: '' } as const;
  const entry = { currency: 'USD', amount, lines: [line], ...PLANNED, component: 'base', account };
  const directive = {
    ...({ directive: 'fee', charge: 'fee', currency: 'USD', period: '2026-11' } as const),
    ...{ time: formatInstant(AT), id: `fee-${call.seq}`, source: 'suanpan/billing' },
    ...{ root: call.root ?? 'root_a', reason: '', account, amount },
  };
  const item = itemOf(call, { kind: 'adjusted', reason: 'fee_charged', entries: [entry] }, undefined);
  return { ...item, other: directive };
}

/** A directive that settles quarantined calls without money. */
export function closing(call: Call, closes: readonly number[]): LedgerItem {
  return itemOf(call, { kind: 'adjusted', reason: 'nothing_left', closes }, undefined);
}

export function chunkOf(id: string, items: readonly LedgerItem[], at = AT): LedgerChunk {
  return { id, at, items };
}

/** Rated calls with consecutive seq. */
export function ratedRun(from: number, count: number, call: Omit<Call, 'seq'> = {}): LedgerItem[] {
  return Array.from({ length: count }, (_, i) => rated({ ...call, seq: from + i }));
}
