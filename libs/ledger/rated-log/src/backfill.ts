import { backfillCounter, sealedCounter } from '@suanpan/charging';
import type { BackfillStamp, Seal } from '@suanpan/facts';
import { ALL_DECIDE_GUARDS, CounterTally, type DecideContext, type Verdict } from './decide-context.ts';
import type { SeenIdentity } from './fold-state.ts';
import { backfilledCounter } from './own-counters.ts';

/** What the folded state knows of a backfill; without a stamp it was sealed before anything of it was counted. */
export interface KnownBackfill {
  readonly root: string;
  readonly stamp?: BackfillStamp;
  readonly sealed: boolean;
}

type Range = readonly [from: number, to: number];

function textOf({ root, stamp, sealed }: KnownBackfill): string {
  return JSON.stringify({ root, stamp, sealed });
}

export function knownBackfill(text: string | undefined): KnownBackfill | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as KnownBackfill);
}

/**
 * Whether a backfill may go on, by its stamp alone. A seal is final: it ends its own backfill and closes its range for
 * every other one of the source, because the identities that told repeats apart are forgotten with it.
 */
export function judgeStamp(root: string, stamp: BackfillStamp, context: DecideContext): Verdict | undefined {
  const known = knownBackfill(context.counter(backfillCounter(root, stamp.id)));
  const sealed = rangesOf(context.counter(sealedCounter(root, stamp.source)));
  const overlaps = sealed.some(([from, to]) => from < stamp.to && stamp.from < to);
  const { sealedRange } = context.guards ?? ALL_DECIDE_GUARDS;
  if (sealedRange && (known?.sealed === true || overlaps)) {
    return { kind: 'rejected', reason: 'backfill_sealed', detail: stamp.id };
  }
  if (known?.stamp === undefined || isSameStamp(known.stamp, stamp)) return undefined;
  return { kind: 'rejected', reason: 'backfill_outside', detail: stamp.id };
}

/** The identity as the backfill itself has counted it, however long ago. */
export function seenInBackfill(
  root: string,
  stamp: BackfillStamp,
  identity: string,
  context: DecideContext,
): Pick<SeenIdentity, 'seq' | 'digest'> | undefined {
  const [seq, digest] = context.counter(backfilledCounter(root, stamp.id, identity))?.split(' ') ?? [];
  return seq === undefined || digest === undefined ? undefined : { seq: Number(seq), digest };
}

/** Remembers an event of a backfill until the seal, and with the first one the range and posting that it came with. */
export function countInBackfill(
  root: string,
  stamp: BackfillStamp,
  identity: string,
  seen: Pick<SeenIdentity, 'seq' | 'digest'>,
  tally: CounterTally,
  context: DecideContext,
): void {
  const name = backfillCounter(root, stamp.id);
  if (context.counter(name) === undefined) tally.set(name, textOf({ root, stamp, sealed: false }));
  tally.set(backfilledCounter(root, stamp.id, identity), `${seen.seq} ${seen.digest}`);
}

/** Ends a backfill. One that nothing was counted of is sealed all the same, so that nothing of it comes later. */
export function judgeSeal({ root, backfill }: Seal, context: DecideContext): Verdict {
  const name = backfillCounter(root, backfill);
  const known = knownBackfill(context.counter(name));
  if (known?.sealed === true) return { kind: 'adjusted', reason: 'backfill_sealed', detail: backfill };
  const counters = new CounterTally(context);
  counters.set(name, textOf({ ...known, root, sealed: true }));
  if (known?.stamp !== undefined) {
    const { source, from, to } = known.stamp;
    const ranges = sealedCounter(root, source);
    counters.set(ranges, JSON.stringify(merged([...rangesOf(context.counter(ranges)), [from, to]])));
  }
  return { kind: 'adjusted', reason: 'sealed', detail: backfill, counters };
}

function rangesOf(text: string | undefined): readonly Range[] {
  return text === undefined ? [] : (JSON.parse(text) as Range[]);
}

/** Ranges in order, those that touch made one. */
function merged(ranges: readonly Range[]): Range[] {
  const whole: [number, number][] = [];
  for (const [from, to] of [...ranges].sort(([one], [other]) => one - other)) {
    const last = whole.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

function isSameStamp(one: BackfillStamp, other: BackfillStamp): boolean {
  const { id, source, from, to, posting } = one;
  return (
    id === other.id && source === other.source && from === other.from && to === other.to && posting === other.posting
  );
}
