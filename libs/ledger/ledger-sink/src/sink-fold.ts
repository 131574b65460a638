import { type Directive, type Entry, type EventFact, isResultEvent, type Outcome } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { type FoldStore, storedPosition } from '@suanpan/fold-store';
import type { LogRecord } from '@suanpan/kafka';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import {
  ALL_FOLD_GUARDS,
  type FoldGuards,
  foldRecord,
  genesisPosition,
  outcomesOf,
  type RatedRecord,
  type ShardPosition,
} from '@suanpan/rated-record';
import type { LedgerItem } from './ledger-store.ts';

/** Where the sink stands in one shard: the chain's position, and the rows and sums of all outcomes up to it. */
export interface SinkPosition {
  readonly chain: ShardPosition;
  /** Ledger rows that the outcomes make: one per entry, one for an outcome without entries. */
  readonly rows: number;
  /** Decimal text per currency. */
  readonly money: Readonly<Record<string, string>>;
}

export function genesisSinkPosition(shard: number): SinkPosition {
  return { chain: genesisPosition(shard), rows: 0, money: {} };
}

/** What one record means to the sink: where it stands afterwards and which outcomes the record adds. */
export interface SinkStep {
  readonly position: SinkPosition;
  readonly items: readonly LedgerItem[];
}

/** Folds one record of the rated log. A record that must not be trusted is thrown as its fault: the shard halts. */
export function foldForSink(at: SinkPosition, record: LogRecord, guards: FoldGuards = ALL_FOLD_GUARDS): SinkStep {
  const step = foldRecord(at.chain, record.offset, record.value, guards);
  if (step.step === 'halted') throw new Fault(step.code, `Shard ${at.chain.shard}: ${step.detail}`);
  if (step.step !== 'accepted') return { position: { ...at, chain: step.position }, items: [] };
  const items = itemsOf(step.record, record.offset);
  const rows = items.reduce((sum, { outcome }) => sum + Math.max(1, outcome.entries.length), at.rows);
  return { position: { chain: step.position, rows, money: addMoney(at.money, items) }, items };
}

function itemsOf(record: RatedRecord, ratedOffset: number): LedgerItem[] {
  const items: LedgerItem[] = [];
  const { shard } = record.header;
  for (const { outcome, subject } of outcomesOf(record)) {
    if (!('root' in subject)) items.push({ shard, ratedOffset, root: '', outcome, event: undefined });
    else items.push({ shard, ratedOffset, root: subject.root, outcome, ...aboutOf(outcome, subject) });
  }
  return items;
}

/** What could not be read as a call fills no column of one: whatever stands in it was never looked at. */
function aboutOf(outcome: Outcome, subject: EventFact | Directive): Pick<LedgerItem, 'event' | 'other'> {
  if (outcome.reason === 'unreadable') return { event: undefined };
  if ('directive' in subject || isResultEvent(subject)) return { event: undefined, other: subject };
  return { event: subject };
}

function addMoney(money: Readonly<Record<string, string>>, items: readonly LedgerItem[]): Record<string, string> {
  const sums = new Map<string, bigint>();
  for (const [currency, text] of Object.entries(money)) sums.set(currency, storedAtto(text));
  for (const { outcome } of items) {
    for (const { currency, amount } of outcome.entries as readonly Entry[]) {
      sums.set(currency, (sums.get(currency) ?? 0n) + storedAtto(amount));
    }
  }
  return Object.fromEntries([...sums].map(([currency, atto]) => [currency, decimalFromAtto(atto)]));
}

/**
 * Loads where the sink stood. A store that is empty starts at the beginning of the log, and so does one that is damaged or of
 * another shard (`onDamage` is told): what the ledger has is not inserted again.
 */
export async function loadSinkPosition(
  shard: number,
  store: FoldStore,
  onDamage: (fault: Fault) => void,
): Promise<SinkPosition> {
  const read = (stored: unknown) => {
    const position = stored as SinkPosition | null;
    return position?.chain?.shard === shard && Number.isSafeInteger(position.rows) ? position : undefined;
  };
  return (await storedPosition(store, read, onDamage)) ?? genesisSinkPosition(shard);
}
