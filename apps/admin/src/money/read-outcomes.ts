import { USAGE_RATED } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { type RatedOutcome, unpackRated } from '@suanpan/rated-record';

/** Where the ledger says an outcome stands. */
export interface OutcomePlace {
  readonly seq: number;
  /** Offset of the record of `usage.rated` that holds it. */
  readonly ratedOffset: number;
}

const READ_BYTES = 1024 * 1024;
const READ_WAIT_MS = 5_000;

/**
 * Reads outcomes themselves from the rated log, where entries are exact and whole; the ledger only tells the place. In the order
 * of the log, each once. `log_gap` if the log does not reach back so far, `ledger_disagrees` if it holds something else there.
 */
export async function readOutcomes(log: Log, shard: number, places: readonly OutcomePlace[]): Promise<RatedOutcome[]> {
  const byOffset = new Map<number, Set<number>>();
  for (const { seq, ratedOffset } of places) {
    byOffset.set(ratedOffset, (byOffset.get(ratedOffset) ?? new Set()).add(seq));
  }
  const offsets = [...byOffset.keys()].sort((one, other) => one - other);
  const found: RatedOutcome[] = [];
  for (let i = 0; i < offsets.length; ) {
    const from = offsets[i] ?? 0;
    const records = await log.read(USAGE_RATED.name, shard, from, READ_BYTES, READ_WAIT_MS);
    if (records[0]?.offset !== from) throw new Fault('log_gap', `usage.rated ${shard} does not hold offset ${from}.`);
    // What lies between is read along where it is near: one answer of the broker holds many records.
    for (const { offset, value } of records) {
      if (offset !== offsets[i]) continue;
      found.push(...pick(value, byOffset.get(offset) ?? new Set(), `usage.rated ${shard} at ${offset}`));
      i += 1;
    }
  }
  return found;
}

function pick(value: Uint8Array, wanted: ReadonlySet<number>, where: string): RatedOutcome[] {
  const { header, lines } = unpackRated(value);
  if (header.kind !== 'batch') throw new Fault('ledger_disagrees', `${where} is no batch.`);
  return [...wanted]
    .sort((one, other) => one - other)
    .map((seq) => {
      // Only what is wanted is parsed: a batch may hold thousands.
      const at = (seq - header.firstSeq) * 2;
      const [outcomeText, subjectText] = [lines[at], lines[at + 1]];
      if (outcomeText === undefined || subjectText === undefined) {
        throw new Fault('ledger_disagrees', `${where} does not hold seq ${seq}.`);
      }
      const outcome = JSON.parse(outcomeText) as RatedOutcome['outcome'];
      return { outcome, subject: JSON.parse(subjectText) as RatedOutcome['subject'], subjectText };
    });
}
