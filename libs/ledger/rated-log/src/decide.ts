import type { CatalogueView } from '@suanpan/catalogue';
import {
  type Directive,
  type Entry,
  type Outcome,
  type OutcomeKind,
  type OutcomeReason,
  type PriceAgain,
  type SourceRecord,
  type UsageEvent,
  unpackSourceRecord,
} from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import { contentDigest, eventIdentity } from '@suanpan/identity';
import { type EpochMs, MS_PER_DAY, parseInstant, utcDayNumber } from '@suanpan/time';
import { type IdentifiedOutcome, isLive, type SeenIdentity } from './fold-state.ts';
import type { AcceptedTimes } from './rated-batch.ts';

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

/** One line of a source record, read and identified: all that can be known before any state is loaded. */
export interface ReadFact {
  readonly index: number;
  readonly text: string;
  /** `undefined` for what cannot be read. */
  readonly subject: UsageEvent | Directive | undefined;
  readonly identity: string | undefined;
  readonly digest: string | undefined;
}

/** A source record, read. `record` is `undefined` for a value that is no frame: it still yields one outcome. */
export interface ReadSource {
  readonly offset: number;
  readonly appendedAt: EpochMs;
  readonly record: SourceRecord | undefined;
  readonly facts: readonly ReadFact[];
}

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
  /** Digest of the event of an outcome that is still quarantined, or `undefined` if it is not open. */
  readonly open: (seq: number) => string | undefined;
  /** Called for each identity that this record counts, so that the next fact sees it. */
  readonly count: (identity: string, seen: SeenIdentity) => void;
  /** Called for each open outcome that this record closes. */
  readonly close: (seq: number) => void;
}

/** Reads and identifies the lines of a source record. Damaged ones are kept as facts without a subject. */
export function readSource(offset: number, appendedAt: EpochMs, value: Uint8Array): ReadSource {
  const record = readFrame(value);
  if (record === undefined) {
    const fact = { index: 0, text: '', subject: undefined, identity: undefined, digest: undefined };
    return { offset, appendedAt, record, facts: [fact] };
  }
  return { offset, appendedAt, record, facts: record.lines.map((text, index) => readFact(index, text, record)) };
}

function readFrame(value: Uint8Array): SourceRecord | undefined {
  try {
    return unpackSourceRecord(value);
  } catch (error) {
    if (isFault(error, 'log_corrupt')) return undefined;
    throw error;
  }
}

function readFact(index: number, text: string, record: SourceRecord): ReadFact {
  const subject = parseSubject(text);
  if (subject === undefined || subject.root !== record.header.root) {
    return { index, text, subject: undefined, identity: undefined, digest: undefined };
  }
  const identity = eventIdentity(subject.root, subject.source, subject.id);
  return { index, text, subject, identity, digest: contentDigest(text) };
}

function parseSubject(text: string): UsageEvent | Directive | undefined {
  try {
    const subject = JSON.parse(text) as Partial<UsageEvent> | null;
    const readable =
      typeof subject?.id === 'string' && typeof subject.source === 'string' && typeof subject.root === 'string';
    return readable && typeof subject.time === 'string' ? (subject as UsageEvent | Directive) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
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
  };
  if (fact.subject === undefined || fact.identity === undefined || fact.digest === undefined) {
    const subject = { unreadable: fact.text.slice(0, 1024) };
    return { outcome, subject, subjectText: JSON.stringify(subject) };
  }
  if (verdict.kind === 'rated' || verdict.kind === 'quarantined' || verdict.kind === 'adjusted') {
    context.count(fact.identity, { seq, day: utcDayNumber(context.foldTime), digest: fact.digest });
    for (const entry of outcome.entries) if (entry.corrects !== undefined) context.close(entry.corrects);
  }
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

function judgePriceAgain(directive: PriceAgain, context: DecideContext): Verdict {
  if (directive.directive !== 'price-again' || !Array.isArray(directive.targets)) {
    return { kind: 'rejected', reason: 'unreadable', detail: 'directive' };
  }
  const entries: Entry[] = [];
  const done = new Set<number>();
  let openTargets = 0;
  for (const { seq, event } of directive.targets) {
    const digest = context.open(seq);
    // The target must be the very event that was quarantined: a directive cannot bring in another.
    if (done.has(seq) || digest === undefined || digest !== contentDigest(JSON.stringify(event))) continue;
    done.add(seq);
    openTargets += 1;
    const decision = context.price(event, context.view);
    if (!decision.priced) continue;
    for (const entry of decision.entries) entries.push({ ...entry, corrects: seq, event });
  }
  if (entries.length > 0) return { kind: 'adjusted', reason: 'priced_again', entries };
  return { kind: 'adjusted', reason: openTargets === 0 ? 'nothing_left' : 'still_unpriced' };
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
