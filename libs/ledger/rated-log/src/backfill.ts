import { backfillCounter, begunCounter, liveCounter, sealedCounter } from '@suanpan/charging';
import type { BackfillStamp, EventFact, Seal } from '@suanpan/facts';
import type { EpochMs } from '@suanpan/time';
import { ALL_DECIDE_GUARDS, CounterTally, type DecideContext, type Verdict } from './decide-context.ts';
import type { SeenIdentity } from './fold-state.ts';
import { backfilledCounter } from './own-counters.ts';
import { damagedValue, storedInteger, storedJson } from './stored-value.ts';

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
  if (text === undefined) return undefined;
  return storedJson<KnownBackfill>(text, 'a backfill', ({ sealed }) => typeof sealed === 'boolean');
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
  if (known?.stamp !== undefined && !isSameStamp(known.stamp, stamp)) {
    return { kind: 'rejected', reason: 'backfill_outside', detail: stamp.id };
  }
  if (!holdsRanges(context)) return undefined;
  const other = begunOf(root, stamp.source, context).find(
    ([id, from, to]) => id !== stamp.id && from < stamp.to && stamp.from < to,
  );
  return other === undefined ? undefined : { kind: 'rejected', reason: 'backfill_overlaps', detail: other[0] };
}

function holdsRanges({ rules, guards = ALL_DECIDE_GUARDS }: DecideContext): boolean {
  return rules >= 2 && guards.heldRange;
}

type Begun = readonly [id: string, from: EpochMs, to: EpochMs];

function begunOf(root: string, source: string, { counter }: DecideContext): readonly Begun[] {
  const text = counter(begunCounter(root, source));
  return text === undefined ? [] : storedJson<Begun[]>(text, 'the backfills of a source', Array.isArray);
}

/**
 * Whether a source has been live at the time of an event of its backfill. Its identities are forgotten by then, so that nothing
 * would tell a repeat apart: what was counted as it happened is not filled in, at any time after the first.
 */
export function isLiveSince(root: string, source: string, time: EpochMs, context: DecideContext): boolean {
  if (!holdsRanges(context)) return false;
  const since = context.counter(liveCounter(root, source));
  return since !== undefined && time >= liveSince(since);
}

/** Remembers since when a source is live. It changes with the first event, and with those that come late before it. */
export function countLive(
  { root, source }: Pick<EventFact, 'root' | 'source'>,
  time: EpochMs,
  tally: CounterTally | undefined,
  context: DecideContext,
): CounterTally | undefined {
  if (context.rules < 2) return tally;
  const name = liveCounter(root, source);
  const since = context.counter(name);
  if (since !== undefined && liveSince(since) <= time) return tally;
  const counters = tally ?? new CounterTally(context);
  counters.set(name, String(time));
  return counters;
}

function liveSince(text: string): EpochMs {
  return Number(storedInteger(text, 'when a source was live first'));
}

/** The identity as the backfill itself has counted it, however long ago. */
export function seenInBackfill(
  root: string,
  stamp: BackfillStamp,
  identity: string,
  context: DecideContext,
): Pick<SeenIdentity, 'seq' | 'digest'> | undefined {
  const text = context.counter(backfilledCounter(root, stamp.id, identity));
  if (text === undefined) return undefined;
  const { seq, digest } = /^(?<seq>\d+) (?<digest>\S+)$/.exec(text)?.groups ?? {};
  if (seq === undefined || digest === undefined) throw damagedValue('a call of a backfill');
  return { seq: Number(seq), digest };
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
  if (context.rules >= 2) begin(root, stamp, tally, context);
  tally.set(backfilledCounter(root, stamp.id, identity), `${seen.seq} ${seen.digest}`);
}

function begin(
  root: string,
  { id, source, from, to }: BackfillStamp,
  tally: CounterTally,
  context: DecideContext,
): void {
  const begun = begunOf(root, source, context);
  if (begun.some(([known]) => known === id)) return;
  tally.set(begunCounter(root, source), JSON.stringify([...begun, [id, from, to]]));
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
    const begun = begunOf(root, source, context);
    const left = begun.filter(([id]) => id !== backfill);
    // The sealed range takes its place.
    if (left.length < begun.length) {
      counters.set(begunCounter(root, source), left.length === 0 ? null : JSON.stringify(left));
    }
  }
  return { kind: 'adjusted', reason: 'sealed', detail: backfill, counters };
}

function rangesOf(text: string | undefined): readonly Range[] {
  return text === undefined ? [] : storedJson<Range[]>(text, 'what was sealed of a source', Array.isArray);
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
