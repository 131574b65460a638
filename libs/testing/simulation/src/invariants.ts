import type { FoldStore } from '@suanpan/fold-store';
import type { LogRecord } from '@suanpan/kafka';
import { openOutcomes } from '@suanpan/rater';
import { type Expected, judge, type Verdicts } from './judge.ts';
import type { LedgerRow } from './ledger-rows.ts';
import { checkMoney } from './money-promises.ts';
import { plainly, readRated } from './naive-reader.ts';
import { TIMES, type World } from './world.ts';

/** What the judge says of a shard's source, as it stands unless another is given. */
export function verdictsOf(world: World, shard: number, records: readonly LogRecord[] = world.source(shard)): Verdicts {
  const source = records.map(({ appendedAt, value }) => {
    const meaning = world.meanings.get(value);
    if (meaning === undefined) throw new Error('A source record has no meaning.');
    return { appendedAt, meaning };
  });
  return judge(shard, source, { prices: world.prices, times: TIMES, planned: world.planned });
}

/** What must hold of a world that came to rest and was never damaged. */
export async function checkWhole(world: World, storeOf: (shard: number) => FoldStore): Promise<void> {
  for (const [who, code] of world.halts) world.violate('no halt without damage', `${who}: ${code}`);
  for (const shard of world.shards) await checkShard(world, shard, storeOf(shard));
}

/** What must hold of one shard that was never damaged. */
export async function checkShard(world: World, shard: number, store: FoldStore): Promise<void> {
  const { outcomes, open } = verdictsOf(world, shard);
  checkOutcomes(world, shard, outcomes);
  checkAcknowledged(world, shard, outcomes);
  checkLedger(world, shard, outcomes);
  if (world.planned) await checkMoney(world, shard, store);
  const waiting = (await openOutcomes(store)).map(({ seq }) => seq);
  if (waiting.join() === open.join()) return;
  world.violate('what has no price stays open until it has one', `shard ${shard}: ${waiting} instead of ${open}`);
}

function checkOutcomes(world: World, shard: number, expected: readonly Expected[]): void {
  const rated = readRated(world.rated(shard));
  rated.forEach(({ seq }, i) => {
    if (seq !== i) world.violate('seq has no gaps', `shard ${shard}: seq ${seq} stands where ${i} is due`);
  });
  const [due, is] = [expected.map(tell), rated.map((outcome) => tell(plainly(outcome)))];
  const at = firstDifference(due, is);
  if (at >= 0) {
    world.violate(
      'every fact has the one outcome the log implies',
      `shard ${shard} seq ${at}: ${is[at]}, not ${due[at]}`,
    );
  }
}

function checkAcknowledged(world: World, shard: number, expected: readonly Expected[]): void {
  for (const { shard: at, offset, value } of world.acknowledged) {
    if (at !== shard) continue;
    const facts = world.meanings.get(value)?.facts.length ?? 0;
    const found = expected.filter((outcome) => outcome.offset === offset).length;
    if (world.source(shard)[offset]?.value !== value || found !== facts) {
      world.violate('nothing acknowledged is lost', `shard ${shard}: request at ${offset}`);
    }
  }
}

export function checkLedger(world: World, shard: number, expected: readonly Expected[]): void {
  const due = expected.flatMap((outcome, seq) => dueRows(outcome, seq));
  const is = world.ledger.rows
    .rows(shard)
    .sort((a, b) => a.seq - b.seq || a.entry - b.entry)
    .map(tellRow);
  const at = firstDifference(due, is);
  if (at < 0) return;
  world.violate('the ledger holds every outcome once', `shard ${shard} row ${at}: ${is[at]}, not ${due[at]}`);
}

/** What must hold whatever was damaged: no row that ever landed says anything but what the source implies. */
export function checkLandedRows(world: World, verdicts: ReadonlyMap<number, readonly Verdicts[]>): void {
  for (const row of world.ledger.landed) {
    const told = tellRow(row);
    const outcomes = verdicts.get(row.shard)?.map((verdict) => verdict.outcomes[row.seq]) ?? [];
    if (outcomes.some((outcome) => outcome !== undefined && dueRows(outcome, row.seq)[row.entry] === told)) continue;
    const due = outcomes.map((outcome) => outcome && dueRows(outcome, row.seq)[row.entry]);
    world.violate('what is in the ledger is never wrong', `shard ${row.shard}: ${told}, not ${due.join(' nor ')}`);
    return;
  }
}

function dueRows(outcome: Expected, seq: number): string[] {
  const rows = outcome.money.length === 0 ? [''] : outcome.money;
  return rows.map((_, entry) => `${seq}.${entry} ${tell(outcome)}`);
}

function tellRow({ seq, entry, item }: LedgerRow): string {
  return `${seq}.${entry} ${tell(plainly(item.outcome))}`;
}

function tell(outcome: Expected): string {
  const { offset, index, kind, first, revision, money } = outcome;
  return `${kind} of ${offset}.${index} by revision ${revision} first ${first} money [${money}]`;
}

function firstDifference(due: readonly string[], is: readonly string[]): number {
  for (let i = 0; i < Math.max(due.length, is.length); i += 1) if (due[i] !== is[i]) return i;
  return -1;
}
