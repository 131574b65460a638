import type { Entry, EntryLine, Outcome, UsageEvent } from '@suanpan/facts';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { formatInstant } from '@suanpan/time';

/** 2026-11-24T01:02:03.004Z. */
export const AT = Date.UTC(2026, 10, 24, 1, 2, 3, 4);

export type CallOver = Partial<Omit<UsageEvent, 'time'>> & { readonly time?: number };

/** A call of root `acme`, account `research`, project `chat`, unless told otherwise. */
export function call(seq: number, { time = AT, ...over }: CallOver = {}): UsageEvent {
  return {
    ...{ time: formatInstant(time), id: `event-${seq}`, source: 'test', root: 'acme', account: 'research' },
    ...{ project: 'chat', credential: 'key_1', provider: 'openai', requestedModel: 'gpt-5', operation: 'chat' },
    ...{ inputTokens: 1000, outputTokens: 100, usageQuality: 'reported' as const },
    ...over,
  };
}

export type LineOver = Partial<EntryLine> & Pick<EntryLine, 'leaf' | 'amount'>;

/** An entry whose amount is the sum of its lines, in November unless told otherwise. */
export function entry(lines: readonly LineOver[], over: Partial<Entry> = {}): Entry {
  const total = lines.reduce((sum, { amount }) => sum + storedAtto(amount), 0n);
  return {
    currency: 'USD',
    amount: decimalFromAtto(total),
    lines: lines.map((line) => ({ quantity: 1, unitPrice: '0', priceRow: '', ...line })),
    ...{ servicePeriod: '2026-11', postingPeriod: '2026-11' },
    ...over,
  };
}

export interface ItemOver {
  readonly event?: UsageEvent;
  readonly entries?: readonly Entry[];
  readonly outcome?: Partial<Outcome>;
  readonly root?: string;
  readonly shard?: number;
}

/** An outcome on its way into the ledger. */
export function item(seq: number, { event, entries = [], outcome, root, shard = 3 }: ItemOver): LedgerItem {
  return {
    ...{ shard, ratedOffset: seq, root: root ?? event?.root ?? 'acme', event },
    outcome: {
      ...{ seq, kind: 'rated', reason: 'priced', offset: seq, index: 0, receivedAt: AT, postedAt: AT, revision: 7 },
      ...{ entries, ...outcome },
    },
  };
}
