import type { CatalogueView } from '@suanpan/catalogue';
import type { Directive, Entry, Outcome, OutcomeKind, OutcomeReason, UsageEvent } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { contentDigest } from '@suanpan/identity';
import { type EpochMs, MS_PER_DAY, parseInstant, utcDayNumber } from '@suanpan/time';
import { type IdentifiedOutcome, isLive, type SeenIdentity } from './fold-state.ts';
import type { AcceptedTimes } from './rated-batch.ts';
import { isPriceable, type ReadFact, type ReadSource, readTargets } from './read-source.ts';

/** What pricing answers for one event; `priced: false` means unknown, never zero. */
export type PriceDecision =
  | {
      readonly priced: true;
      readonly entries: readonly Entry[];
      readonly reason: OutcomeReason;
      readonly detail?: string;
    }
  | { readonly priced: false; readonly reason: OutcomeReason; readonly detail?: string };

export type Price = (event: UsageEvent, view: CatalogueView) => PriceDecision;

/** What deciding needs to know: everything is an argument, nothing is awaited. */
export interface DecideContext {
  readonly shard: number;
  readonly times: AcceptedTimes;
  readonly price: Price;
  /** The catalogue as of the revision in force for this record. */
  readonly view: CatalogueView;
  /** Fold time after this record. */
  readonly foldTime: EpochMs;
  readonly firstSeq: number;
  /** Identities counted so far, the overlay of undecided batches included. */
  readonly seen: (identity: string) => SeenIdentity | undefined;
  /** {@link targetDigest} of the event of an outcome that is still quarantined, or `undefined` if it is not open. */
  readonly open: (seq: number) => string | undefined;
  /** Called for each identity that this record counts, so that the next fact sees it. */
  readonly count: (identity: string, seen: SeenIdentity) => void;
  /** Called for each event that this record quarantines, so that a directive behind it finds it open. */
  readonly quarantine: (seq: number, digest: string) => void;
  /** Called for each open outcome that this record closes. */
  readonly close: (seq: number) => void;
}

/** Decides every fact of one source record, in order. Pure but for the two callbacks that extend the overlay. */
export function decideSource(source: ReadSource, context: DecideContext): IdentifiedOutcome[] {
  const decided: IdentifiedOutcome[] = [];
  for (const fact of source.facts) decided.push(decideFact(source, fact, context.firstSeq + decided.length, context));
  return decided;
}

interface Verdict {
  readonly kind: OutcomeKind;
  readonly reason: OutcomeReason;
  readonly detail?: string | undefined;
  readonly first?: number;
  readonly entries?: readonly Entry[];
  readonly closes?: readonly number[];
}

function decideFact(source: ReadSource, fact: ReadFact, seq: number, context: DecideContext): IdentifiedOutcome {
  const verdict = judge(source, fact, context);
  const outcome: Outcome = {
    seq,
    kind: verdict.kind,
    reason: verdict.reason,
    ...(verdict.detail === undefined ? {} : { detail: verdict.detail }),
    offset: source.offset,
    index: fact.index,
    receivedAt: source.record?.header.receivedAt ?? source.appendedAt,
    postedAt: context.foldTime,
    revision: context.view.revision,
    ...(verdict.first === undefined ? {} : { first: verdict.first }),
    entries: verdict.entries ?? [],
    ...(verdict.closes === undefined ? {} : { closes: verdict.closes }),
  };
  if (fact.subject === undefined || fact.identity === undefined || fact.digest === undefined) {
    const subject = { unreadable: fact.text.slice(0, 1024) };
    return { outcome, subject, subjectText: JSON.stringify(subject) };
  }
  if (verdict.kind === 'rated' || verdict.kind === 'quarantined' || verdict.kind === 'adjusted') {
    context.count(fact.identity, { seq, day: utcDayNumber(context.foldTime), digest: fact.digest });
    for (const entry of outcome.entries) if (entry.corrects !== undefined) context.close(entry.corrects);
    for (const closed of outcome.closes ?? []) context.close(closed);
  }
  if (verdict.kind === 'quarantined') context.quarantine(seq, targetDigest(fact.subject));
  return { outcome, subject: fact.subject, subjectText: fact.text, identity: fact.identity, digest: fact.digest };
}

function judge(source: ReadSource, fact: ReadFact, context: DecideContext): Verdict {
  const { record } = source;
  if (record === undefined || fact.subject === undefined) return { kind: 'rejected', reason: 'unreadable' };
  const root = context.view.root(record.header.root);
  if (record.header.shard !== context.shard || (root !== undefined && root.shard !== context.shard)) {
    return { kind: 'rejected', reason: 'wrong_shard' };
  }
  const repeat = judgeRepeat(fact, context);
  if (repeat !== undefined) return repeat;
  if (record.header.kind === 'directive') return judgePriceAgain(fact.subject as Directive, context);
  return judgeEvent(fact.subject as UsageEvent, record.header.receivedAt, context);
}

function judgeRepeat(fact: ReadFact, context: DecideContext): Verdict | undefined {
  const { identity, digest } = fact;
  const seen = identity === undefined ? undefined : context.seen(identity);
  if (seen === undefined || digest === undefined || !isLive(seen, context.foldTime, context.times)) return undefined;
  if (seen.digest === digest) return { kind: 'duplicate', reason: 'already_counted', first: seen.seq };
  return { kind: 'conflict', reason: 'other_content', first: seen.seq };
}

function judgeEvent(event: UsageEvent, receivedAt: EpochMs, context: DecideContext): Verdict {
  if (!isPriceable(event)) return { kind: 'rejected', reason: 'unreadable', detail: 'usage' };
  const time = parseInstant(event.time);
  if (time === undefined) return { kind: 'rejected', reason: 'unreadable', detail: 'time' };
  // Measured against the later of receipt and fold time: a record that lay in a queue must not outlive its identity.
  const { latenessDays, aheadSeconds } = context.times;
  if (time < Math.max(receivedAt, context.foldTime) - latenessDays * MS_PER_DAY - MS_PER_DAY) {
    return { kind: 'rejected', reason: 'too_late' };
  }
  if (time > receivedAt + aheadSeconds * 1000) return { kind: 'rejected', reason: 'too_early' };
  const decision = context.price(event, context.view);
  const { reason, detail } = decision;
  if (!decision.priced) return { kind: 'quarantined', reason, detail };
  return { kind: 'rated', reason, detail, entries: decision.entries };
}

function judgePriceAgain(directive: Directive, context: DecideContext): Verdict {
  const targets = readTargets(directive);
  if (targets === undefined) return { kind: 'rejected', reason: 'unreadable', detail: 'directive' };
  const entries: Entry[] = [];
  const closes: number[] = [];
  const done = new Set<number>();
  for (const { seq, event } of targets) {
    const digest = context.open(seq);
    // The target must be the very event that was quarantined: a directive cannot bring in another, nor another root's.
    const isVery = digest === targetDigest(event) && event.root === directive.root;
    if (done.has(seq) || !isVery) continue;
    done.add(seq);
    const decision = context.price(event, context.view);
    if (!decision.priced) continue;
    // What turned out to use nothing with a price is settled too: left open, it would be tried for ever.
    if (decision.entries.length === 0) closes.push(seq);
    for (const entry of decision.entries) entries.push({ ...entry, corrects: seq, event });
  }
  const reason = done.size === 0 ? 'nothing_left' : 'still_unpriced';
  if (entries.length === 0 && closes.length === 0) return { kind: 'adjusted', reason };
  return { kind: 'adjusted', reason: 'priced_again', entries, ...(closes.length === 0 ? {} : { closes }) };
}

/** What a target and the open outcome it names must agree on: both as they are written anew after parsing. */
export function targetDigest(subject: UsageEvent | Directive): string {
  return contentDigest(JSON.stringify(subject));
}

/** Fold time after a record: the running maximum of the broker's append times. */
export function advanceFoldTime(foldTime: EpochMs, appendedAt: EpochMs): EpochMs {
  return Math.max(foldTime, appendedAt);
}

/** Asserts what the fold relies on: one outcome per fact, seq without gaps. A difference is a defect of ours. */
export function assertOneOutcomeEach(
  source: ReadSource,
  decided: readonly IdentifiedOutcome[],
  firstSeq: number,
): void {
  const whole =
    decided.length === source.facts.length && decided.every(({ outcome }, i) => outcome.seq === firstSeq + i);
  if (!whole) throw new Fault('internal', `Source record ${source.offset} did not yield one outcome per fact.`);
}
