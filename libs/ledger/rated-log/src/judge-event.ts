import type { Charge } from '@suanpan/charging';
import {
  type BackfillStamp,
  type EventFact,
  isResultEvent,
  type Mark,
  type ResultEvent,
  type UsageEvent,
} from '@suanpan/facts';
import { type EpochMs, MS_PER_DAY, parseInstant } from '@suanpan/time';
import { countInBackfill, countLive, isLiveSince, judgeStamp, seenInBackfill } from './backfill.ts';
import { CounterTally, type DecideContext, type Posting, type Verdict } from './decide-context.ts';
import { unpostedCounter } from './own-counters.ts';
import { chargeParked, parkResult } from './parked-results.ts';
import { isPriceable, isReadableResult } from './read-source.ts';
import { isUnstated } from './unstated.ts';

/** An event that no identity says was counted before, with what its record says of it. */
export interface NewEvent {
  readonly fact: EventFact;
  readonly identity: string;
  readonly digest: string;
  readonly seq: number;
  readonly receivedAt: EpochMs;
  readonly backfill: BackfillStamp | undefined;
}

/** Decides on a call or a result: whether it may come now, and what is due for it. */
export function judgeEvent(event: NewEvent, context: DecideContext): Verdict {
  const refused = event.backfill === undefined ? undefined : judgeBackfilled(event, event.backfill, context);
  if (refused !== undefined) return refused;
  const untimely = judgeShape(event.fact) ?? judgeTime(event, context);
  if (untimely !== undefined) return untimely;
  const posting = event.backfill?.posting ?? 'open';
  const verdict = isResultEvent(event.fact)
    ? judgeResult(event.fact, event.seq, posting, context)
    : judgeCall(event.fact, event.seq, posting, context);
  if (event.backfill !== undefined) return backfilled(verdict, event, event.backfill, context);
  const counters = countLive(event.fact, parseInstant(event.fact.time) ?? context.foldTime, verdict.counters, context);
  return counters === verdict.counters ? verdict : { ...verdict, counters };
}

/** The seal is looked at first: behind it, what the backfill has counted may be forgotten already. */
function judgeBackfilled(event: NewEvent, stamp: BackfillStamp, context: DecideContext): Verdict | undefined {
  const { root } = event.fact;
  const refused = judgeStamp(root, stamp, context);
  if (refused !== undefined) return refused;
  const seen = seenInBackfill(root, stamp, event.identity, context);
  if (seen === undefined) return undefined;
  if (seen.digest === event.digest) return { kind: 'duplicate', reason: 'already_counted', first: seen.seq };
  return { kind: 'conflict', reason: 'other_content', first: seen.seq };
}

function judgeShape(fact: EventFact): Verdict | undefined {
  const isWhole = isResultEvent(fact) ? isReadableResult(fact) : isPriceable(fact);
  if (isWhole) return undefined;
  return { kind: 'rejected', reason: 'unreadable', detail: isResultEvent(fact) ? 'result' : 'usage' };
}

function judgeTime({ fact, receivedAt, backfill }: NewEvent, context: DecideContext): Verdict | undefined {
  const time = parseInstant(fact.time);
  if (time === undefined) return { kind: 'rejected', reason: 'unreadable', detail: 'time' };
  const { latenessDays, aheadSeconds } = context.times;
  if (backfill !== undefined) {
    const isInside = fact.source === backfill.source && time >= backfill.from && time < backfill.to;
    if (!isInside) return { kind: 'rejected', reason: 'backfill_outside', detail: backfill.id };
    if (isLiveSince(fact.root, fact.source, time, context)) {
      return { kind: 'rejected', reason: 'backfill_overlaps', detail: `${backfill.id}: the source is live since then` };
    }
  } else if (time < Math.max(receivedAt, context.foldTime) - latenessDays * MS_PER_DAY - MS_PER_DAY) {
    // Measured against the later of receipt and fold time: a record that lay in a queue must not outlive its identity.
    return { kind: 'rejected', reason: 'too_late' };
  } else if (context.rememberedFrom > 0 && time < context.rememberedFrom * MS_PER_DAY + aheadSeconds * 1000) {
    // Had it been counted before, that would be forgotten: less lateness was accepted then.
    return { kind: 'rejected', reason: 'too_late' };
  }
  return time > receivedAt + aheadSeconds * 1000 ? { kind: 'rejected', reason: 'too_early' } : undefined;
}

function judgeCall(event: UsageEvent, seq: number, posting: Posting, context: DecideContext): Verdict {
  const decision = context.charging.chargeCall(event, context.view, context.counter, { seq, posting });
  const { reason, detail } = decision;
  const marks = marksOf(event, decision.marks);
  if (!decision.charged) {
    if (posting === 'open') return { kind: 'quarantined', reason, detail, marks };
    const counters = new CounterTally(context);
    counters.set(unpostedCounter(seq), posting);
    return { kind: 'quarantined', reason, detail, marks, counters };
  }
  // Where no entry tells that it is history for information, a counter does, should the call be corrected.
  const isUntold = posting === 'none' && !isUnstated(decision.entries);
  // Most calls move no counter, and there are millions of them.
  if (decision.counters.length === 0 && !isUntold)
    return { kind: 'rated', reason, detail, marks, entries: decision.entries };
  const counters = new CounterTally(context);
  counters.setAll(decision.counters);
  if (isUntold) counters.set(unpostedCounter(seq), posting);
  const results = chargeParked(event.root, seq, counters, context);
  if (results.charged.length === 0) return { ...rated(decision, counters), marks };
  const told = `result ${results.charged.join(', ')}`;
  const entries = [...decision.entries, ...results.entries];
  return { kind: 'rated', reason: 'result_accepted', detail: told, marks, entries, counters };
}

/** What intake found in the event and what pricing found, each once. */
function marksOf({ inconsistencies }: UsageEvent, found: readonly Mark[] | undefined): readonly Mark[] | undefined {
  if (inconsistencies === undefined || inconsistencies.length === 0) return found;
  return found === undefined ? inconsistencies : [...new Set([...inconsistencies, ...found])];
}

/** A result costs something or it does not; nothing of it waits for a price, but it may wait for its call. */
function judgeResult(result: ResultEvent, seq: number, posting: Posting, context: DecideContext): Verdict {
  const counters = new CounterTally(context);
  const decision = context.charging.chargeResult(result, context.view, context.counter, { seq, posting });
  if (decision.charged) {
    counters.setAll(decision.counters);
    return rated(decision, counters);
  }
  const { reason, detail } = decision;
  const waits = reason === 'result_without_plan' && parkResult(result, seq, posting, counters, context);
  return { kind: 'adjusted', reason, detail: waits ? 'waits for its call' : detail, counters };
}

function rated({ reason, detail, entries }: Charge, counters: CounterTally): Verdict {
  return { kind: 'rated', reason, detail, entries, counters };
}

/** The verdict keeps its own reason; that a backfill brought the event stands in the detail and among the counters. */
function backfilled(verdict: Verdict, event: NewEvent, stamp: BackfillStamp, context: DecideContext): Verdict {
  const counters = verdict.counters ?? new CounterTally(context);
  countInBackfill(event.fact.root, stamp, event.identity, event, counters, context);
  const told = `backfill ${stamp.id}`;
  return { ...verdict, counters, detail: verdict.detail === undefined ? told : `${verdict.detail}; ${told}` };
}
