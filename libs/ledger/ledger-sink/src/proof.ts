import { Fault } from '@suanpan/fault';
import type { LedgerStore, SeqRange, ShardHolding } from './ledger-store.ts';
import type { SinkPosition } from './sink-fold.ts';

/** Something that was wrong in the ledger and has been put right; never silent. */
export interface Repair {
  readonly kind: 'double' | 'gap';
  readonly shard: number;
  readonly detail: string;
}

/** Deletes doubled chunks until every (seq, entry) of the shard stands once; what that tears open is a gap afterwards. */
export async function repairDoubles(ledger: LedgerStore, shard: number): Promise<Repair[]> {
  const repairs: Repair[] = [];
  const deleted = new Set<string>();
  for (;;) {
    const [chunk] = await ledger.doubledChunks(shard);
    if (chunk === undefined) return repairs;
    if (deleted.has(chunk)) throw new Fault('ledger_disagrees', `Shard ${shard}: chunk ${chunk} cannot be deleted.`);
    deleted.add(chunk);
    await ledger.deleteChunk(chunk, `Outcomes of shard ${shard} stood in the ledger twice.`);
    repairs.push({ kind: 'double', shard, detail: `chunk ${chunk} was deleted` });
  }
}

/** Tells which outcomes the ledger lacks: those in its gaps and those from its highest seq on. */
export function wantedOf(heldSeq: number, gaps: readonly SeqRange[]): (seq: number) => boolean {
  return (seq) => seq >= heldSeq || gaps.some(({ from, to }) => from <= seq && seq < to);
}

const NOTHING: Omit<ShardHolding, 'shard'> = { rows: 0, keys: 0, outcomes: 0, nextSeq: 0, money: {} };

/** Says how many rows of a shard stand twice, or `undefined` when none does. It needs no position to compare with. */
export function doubled(held: ShardHolding | undefined): string | undefined {
  if (held === undefined || held.rows === held.keys) return undefined;
  return `${held.rows - held.keys} rows stand twice`;
}

/** Says in what the ledger differs from the rated log at a position, or `undefined` when they agree to the last unit. */
export function disagreement(position: SinkPosition, holding: ShardHolding | undefined): string | undefined {
  const { nextSeq } = position.chain;
  const held: ShardHolding = holding ?? { ...NOTHING, shard: position.chain.shard };
  const twice = doubled(held);
  if (twice !== undefined) return twice;
  if (held.outcomes !== held.nextSeq) return `${held.nextSeq - held.outcomes} outcomes are missing`;
  if (held.nextSeq !== nextSeq) return `the ledger ends at seq ${held.nextSeq}, the rated log at ${nextSeq}`;
  if (held.rows !== position.rows) return `the ledger holds ${held.rows} rows, the rated log makes ${position.rows}`;
  const currencies = new Set([...Object.keys(position.money), ...Object.keys(held.money)]);
  for (const currency of currencies) {
    const [due, is] = [position.money[currency] ?? '0', held.money[currency] ?? '0'];
    if (due !== is) return `the ledger holds ${is} ${currency}, the rated log ${due}`;
  }
  return undefined;
}
