import type { ChargedBasis, Directive, Entry, PriceAgainTarget, UsageEvent } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { netEntries } from '@suanpan/rated-log';
import { type RatedOutcome } from '@suanpan/rated-record';

/** What stands of a call that was counted. */
export interface Standing {
  readonly seq: number;
  /** The call as it was sent, or as it was amended last. */
  readonly event: UsageEvent;
  /** `open`: no price is known yet. `voided`: it was taken back, for good. */
  readonly state: 'charged' | 'open' | 'voided';
  readonly charged: ChargedBasis;
}

/** A target as directives carry it. */
export type ChargedTarget = PriceAgainTarget & { readonly charged: ChargedBasis };

/**
 * Works out what stands of the call that the outcome `seq` counted. `outcomes` are that one and every later one of the same
 * shard that may be about it, in any order; what is about others is passed over. `undefined` if `seq` counted no call: a
 * repeat, a result, a directive, or something refused. `log_corrupt` if it is not among them or its money cannot be read.
 */
export function standingOf(seq: number, outcomes: readonly RatedOutcome[]): Standing | undefined {
  const inOrder = outcomes.toSorted((one, other) => one.outcome.seq - other.outcome.seq);
  const counting = inOrder.find(({ outcome }) => outcome.seq === seq);
  if (counting === undefined) throw new Fault('log_corrupt', `Outcome ${seq} is missing among its own corrections.`);
  const { kind } = counting.outcome;
  if ((kind !== 'rated' && kind !== 'quarantined') || !isCall(counting.subject)) return undefined;
  let event = counting.subject;
  let state: Standing['state'] = kind === 'rated' ? 'charged' : 'open';
  let basis = seq;
  // Entries that complete results stand in the outcomes of their calls and name the result.
  const entries = counting.outcome.entries.filter(({ corrects }) => corrects === undefined);
  for (const { outcome, subject } of inOrder) {
    const about = outcome.entries.filter(({ corrects }) => corrects === seq);
    if (outcome.seq <= seq || !settles(outcome, subject, seq, about)) continue;
    basis = outcome.seq;
    entries.push(...about);
    state = outcome.reason === 'voided' ? 'voided' : 'charged';
    if (outcome.reason === 'amended' && 'directive' in subject && subject.directive === 'amend') event = subject.event;
  }
  const net = netEntries(entries);
  if (net === undefined) throw new Fault('log_corrupt', `The money of outcome ${seq} cannot be read.`);
  return { seq, event, state, charged: { basis, entries: net } };
}

/** The target of a directive that corrects the call as it stands. */
export function targetOf({ seq, event, charged }: Standing): ChargedTarget {
  return { seq, event, charged };
}

/** Whether an outcome settled the call: by money, by closing it without, or as what a correction of it came to. */
function settles(
  { reason, closes }: RatedOutcome['outcome'],
  subject: RatedOutcome['subject'],
  seq: number,
  about: readonly Entry[],
): boolean {
  if (about.length > 0 || closes?.includes(seq) === true) return true;
  const corrected = 'directive' in subject ? correctedBy(subject) : undefined;
  return corrected === seq && (reason === 'voided' || reason === 'amended');
}

function correctedBy(directive: Directive): number | undefined {
  return directive.directive === 'void' || directive.directive === 'amend' ? directive.target.seq : undefined;
}

function isCall(subject: RatedOutcome['subject']): subject is UsageEvent {
  return !('unreadable' in subject) && !('directive' in subject) && !('result' in subject);
}
