import { resultCounter } from '@suanpan/charging';
import type { Entry, ResultEvent } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { utcDayNumber } from '@suanpan/time';
import type { CounterTally, DecideContext, Posting } from './decide-context.ts';
import { isLive } from './fold-state.ts';
import { parkedCounter } from './own-counters.ts';
import { storedJson } from './stored-value.ts';

/** An accepted result that came before its call. */
interface ParkedResult {
  readonly seq: number;
  /** UTC day of fold time; it is waited for the call as long as an identity lives. */
  readonly day: number;
  readonly posting: Posting;
  readonly result: ResultEvent;
}

/** Results that wait for one call at most: what is kept is written anew with each of them. */
export const PARKED_RESULTS_MAX = 16;

/** The identity of the call that a result is about. */
export function callIdentityOf({ root, result }: ResultEvent): string {
  return eventIdentity(root, result.source, result.id);
}

/**
 * Keeps a result whose call may still come or get a price. Answers whether it waits: what was not accepted never costs anything,
 * and a call that has been settled without a price for results will not ask for one.
 */
export function parkResult(
  result: ResultEvent,
  seq: number,
  posting: Posting,
  tally: CounterTally,
  context: DecideContext,
): boolean {
  if (!result.result.accepted) return false;
  const identity = callIdentityOf(result);
  const call = context.seen(identity);
  const isSettled = call !== undefined && isLive(call, context.rememberedFrom) && context.open(call.seq) === undefined;
  const name = parkedCounter(identity);
  const waiting = parkedIn(context.counter(name), context);
  if (isSettled || waiting.length >= PARKED_RESULTS_MAX) return false;
  const parked: ParkedResult = { seq, day: utcDayNumber(context.foldTime), posting, result };
  tally.set(name, JSON.stringify([...waiting, parked]));
  return true;
}

/** What became of the results that waited for a call. */
export interface ChargedResults {
  readonly entries: readonly Entry[];
  /** Seq of the results that were charged. */
  readonly charged: readonly number[];
}

const NOTHING: ChargedResults = { entries: [], charged: [] };

/**
 * Charges the results that were waiting for a call which has just begun to wait for a result itself, in the order in which
 * they came. Whatever came of them, they wait no more: from now on a result finds its call.
 */
export function chargeParked(root: string, seq: number, tally: CounterTally, context: DecideContext): ChargedResults {
  if (tally.size === 0) return NOTHING;
  const prefix = resultCounter(root, '');
  const waited = [...tally.names].filter((name) => name.startsWith(prefix) && tally.value(name) !== null);
  const entries: Entry[] = [];
  const charged: number[] = [];
  for (const name of waited) {
    const parkedName = parkedCounter(name.slice(prefix.length));
    const waiting = parkedIn(context.counter(parkedName), context);
    // What is no longer waited for may be swept already or not; neither leaves a trace in the outcome.
    if (waiting.length === 0) continue;
    for (const parked of waiting) {
      const { view, counter } = context;
      const decision = context.charging.chargeResult(parked.result, view, counter, { seq, posting: parked.posting });
      if (!decision.charged) continue;
      tally.setAll(decision.counters);
      charged.push(parked.seq);
      for (const entry of decision.entries) entries.push({ ...entry, corrects: parked.seq });
    }
    tally.set(parkedName, null);
  }
  return { entries, charged };
}

function parkedIn(text: string | undefined, { rememberedFrom }: DecideContext): readonly ParkedResult[] {
  if (text === undefined) return [];
  return readParked(text).filter((parked) => isLive(parked, rememberedFrom));
}

/** Whether nothing that is kept under a name counts any more, so that it may be swept. */
export function isParkedForgotten(text: string, rememberedFrom: number): boolean {
  return readParked(text).every((parked) => !isLive(parked, rememberedFrom));
}

function readParked(text: string): readonly ParkedResult[] {
  return storedJson<ParkedResult[]>(text, 'results that wait for their call', (parked) => {
    return Array.isArray(parked) && parked.every((each) => Number.isSafeInteger(each?.day));
  });
}
