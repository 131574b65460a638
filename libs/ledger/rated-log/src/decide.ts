import { type Directive, type EventFact, isResultEvent, type Outcome } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { type Excess, excessOf } from './bound-verdict.ts';
import { chargedDigest, countedEntries, countsCall, settledCalls } from './charged-digest.ts';
import { ALL_DECIDE_GUARDS, type DecideContext, type Verdict } from './decide-context.ts';
import { countedDay, formOf, type IdentifiedOutcome, isLive } from './fold-state.ts';
import { judgeDirective } from './judge-directive.ts';
import { judgeEvent } from './judge-event.ts';
import type { ReadFact, ReadSource } from './read-source.ts';
import { targetDigest } from './target-digest.ts';

/** Decides every fact of one source record, in order. Pure but for the callbacks that extend the overlay. */
export function decideSource(source: ReadSource, context: DecideContext): IdentifiedOutcome[] {
  const verdicts: Verdict[] = [];
  for (const fact of source.facts) verdicts.push(decideFact(source, fact, context.firstSeq + verdicts.length, context));
  const counters = lastCounters(verdicts);
  return verdicts.map((verdict, i) => outcomeOf(source, i, verdict, counters?.[i], context));
}

function decideFact(source: ReadSource, fact: ReadFact, seq: number, context: DecideContext): Verdict {
  const verdict = bounded(source, fact, judge(source, fact, seq, context), context);
  const { kind, entries, closes } = verdict;
  const counts = kind === 'rated' || kind === 'quarantined' || kind === 'adjusted';
  if (!counts || fact.subject === undefined || fact.identity === undefined || fact.digest === undefined) return verdict;
  const receivedAt = source.record?.header.receivedAt ?? context.foldTime;
  const day = countedDay(context.foldTime, receivedAt, context.rules);
  context.count(fact.identity, { seq, day, digest: fact.digest, form: formOf(fact.subject) });
  for (const entry of entries ?? []) if (entry.corrects !== undefined) context.close(entry.corrects);
  for (const closed of closes ?? []) context.close(closed);
  settle({ ...fact, subject: fact.subject, day }, seq, verdict, context);
  if (kind === 'quarantined') context.quarantine(seq, targetDigest(fact.subject));
  return verdict;
}

interface CountedFact extends Pick<ReadFact, 'digest' | 'identity'> {
  readonly subject: EventFact | Directive;
  /** The day from which it is counted when it is forgotten. */
  readonly day: number;
}

/** What calls are charged after this fact, for corrections that follow before it is folded. */
function settle(fact: CountedFact, seq: number, verdict: Verdict, context: DecideContext): void {
  const { subject, digest: content, identity, day } = fact;
  const { kind, reason, entries = [], closes } = verdict;
  if (countsCall({ kind }, subject)) {
    const digest = () => chargedDigest({ event: subject, content, identity, entries: countedEntries(entries) });
    context.settle(seq, digest, day);
    return;
  }
  const outcome = { kind, reason, entries, ...(closes === undefined ? {} : { closes }) };
  for (const call of settledCalls(outcome, subject)) context.settle(call.seq, () => chargedDigest(call));
}

/**
 * A call that only takes too much of its record is no fault of the sender's and must not be lost: it waits, and is priced by a
 * directive, which has a record to itself.
 */
function mayWait({ record }: ReadSource, { subject }: ReadFact, { kind }: Verdict, { reason }: Excess): boolean {
  const isCall = record?.header.kind === 'events' && subject !== undefined && !isResultEvent(subject);
  return isCall && kind === 'rated' && record.header.backfill === undefined && reason === 'outcome_too_large';
}

function bounded(source: ReadSource, fact: ReadFact, verdict: Verdict, context: DecideContext): Verdict {
  const { bounds } = context.guards ?? ALL_DECIDE_GUARDS;
  if (context.rules < 2 || !bounds) return verdict;
  const checked = excessOf(fact, verdict, source.facts.length, context);
  if ('reason' in checked) {
    verdict.counters?.undo();
    return { kind: mayWait(source, fact, verdict, checked) ? 'quarantined' : 'rejected', ...checked };
  }
  return checked.counters === verdict.counters ? verdict : { ...verdict, counters: checked.counters };
}

function judge(source: ReadSource, fact: ReadFact, seq: number, context: DecideContext): Verdict {
  const { record } = source;
  const { subject, identity, digest } = fact;
  if (record === undefined || subject === undefined || identity === undefined || digest === undefined) {
    return { kind: 'rejected', reason: 'unreadable' };
  }
  const root = context.view.root(record.header.root);
  if (record.header.shard !== context.shard || (root !== undefined && root.shard !== context.shard)) {
    return { kind: 'rejected', reason: 'wrong_shard' };
  }
  const repeat = judgeRepeat(identity, digest, formOf(subject), context);
  if (repeat !== undefined) return repeat;
  if (record.header.kind === 'directive') return judgeDirective(subject, seq, context);
  const { receivedAt, backfill } = record.header;
  return judgeEvent({ fact: subject as EventFact, identity, digest, seq, receivedAt, backfill }, context);
}

function judgeRepeat(
  identity: string,
  digest: string,
  form: 2 | undefined,
  context: DecideContext,
): Verdict | undefined {
  const seen = context.seen(identity);
  if (seen === undefined || !isLive(seen, context.rememberedFrom)) return undefined;
  if (seen.digest === digest) return { kind: 'duplicate', reason: 'already_counted', first: seen.seq };
  // The older form wrote a 0 that the present one leaves out: other lines may well be the same content.
  if (seen.form !== form) return { kind: 'duplicate', reason: 'older_digest', first: seen.seq };
  return { kind: 'conflict', reason: 'other_content', first: seen.seq };
}

type CounterChanges = NonNullable<Outcome['counters']>;

/**
 * What each outcome of a record tells of the counters. Only the last one that touched a counter tells it: a thousand events of one
 * request would repeat the same totals a thousand times. A record is never cut by a batch, so that a reader is never
 * without. Names are in order, so that the text does not depend on who decided.
 */
function lastCounters(verdicts: readonly Verdict[]): (CounterChanges | undefined)[] | undefined {
  if (!verdicts.some(({ counters }) => counters !== undefined && counters.size > 0)) return undefined;
  const told = new Set<string>();
  const changes: (CounterChanges | undefined)[] = [];
  for (let i = verdicts.length - 1; i >= 0; i -= 1) {
    const counters = verdicts[i]?.counters;
    if (counters === undefined) continue;
    const names = [...counters.names].filter((name) => !told.has(name)).sort();
    for (const name of names) told.add(name);
    if (names.length > 0) changes[i] = names.map((name) => [name, counters.value(name)]);
  }
  return changes;
}

function outcomeOf(
  source: ReadSource,
  place: number,
  verdict: Verdict,
  counters: CounterChanges | undefined,
  context: DecideContext,
): IdentifiedOutcome {
  const fact = source.facts[place];
  if (fact === undefined) throw new Fault('defect', `Source record ${source.offset} has no fact ${place}.`);
  const { kind, reason, detail, marks, first, entries, closes, closing } = verdict;
  const outcome: Outcome = {
    seq: context.firstSeq + place,
    kind,
    reason,
    ...(detail === undefined ? {} : { detail }),
    ...(marks === undefined || marks.length === 0 ? {} : { marks }),
    offset: source.offset,
    index: fact.index,
    receivedAt: source.record?.header.receivedAt ?? source.appendedAt,
    postedAt: context.foldTime,
    revision: context.view.revision,
    ...(first === undefined ? {} : { first }),
    entries: entries ?? [],
    ...(closes === undefined ? {} : { closes }),
    ...(counters === undefined ? {} : { counters }),
    ...(closing === undefined ? {} : { closing }),
  };
  if (fact.subject === undefined || fact.identity === undefined || fact.digest === undefined) {
    const subject = { unreadable: fact.text.slice(0, 1024) };
    return { outcome, subject, subjectText: JSON.stringify(subject) };
  }
  return { outcome, subject: fact.subject, subjectText: fact.text, identity: fact.identity, digest: fact.digest };
}

/** Asserts what the fold relies on: one outcome per fact, seq without gaps. A difference is a defect of ours. */
export function assertOneOutcomeEach(
  source: ReadSource,
  decided: readonly IdentifiedOutcome[],
  firstSeq: number,
): void {
  const whole =
    decided.length === source.facts.length && decided.every(({ outcome }, i) => outcome.seq === firstSeq + i);
  if (!whole) throw new Fault('defect', `Source record ${source.offset} did not yield one outcome per fact.`);
}
