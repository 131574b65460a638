import { basisCounter, type Charge, type ChargeContext, type Uncharged } from '@suanpan/charging';
import type {
  AmendCall,
  ChargedBasis,
  Directive,
  Entry,
  OutcomeReason,
  PriceAgain,
  PriceAgainTarget,
  UsageEvent,
  VoidCall,
} from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { judgeSeal } from './backfill.ts';
import { chargedDigest } from './charged-digest.ts';
import { ALL_DECIDE_GUARDS, CounterTally, type DecideContext, type Verdict } from './decide-context.ts';
import { isLive } from './fold-state.ts';
import { amendedCounter, unpostedCounter } from './own-counters.ts';
import { chargeParked } from './parked-results.ts';
import { readDirective } from './read-directive.ts';
import { targetDigest } from './target-digest.ts';
import { isUnstated, postingOf } from './unstated.ts';

type ChargedTarget = PriceAgainTarget & { readonly charged: ChargedBasis };

/** Decides on a directive: whether it can be followed, whether what it corrects still stands, and what is due. */
export function judgeDirective(subject: object, seq: number, context: DecideContext): Verdict {
  const directive = readDirective(subject);
  if (directive === undefined) return { kind: 'rejected', reason: 'unreadable', detail: 'directive' };
  const { charging, view, counter } = context;
  const at: ChargeContext = { seq, posting: 'open' };
  switch (directive.directive) {
    case 'price-again':
      return priceAgain(directive, seq, context);
    case 'void':
    case 'amend':
      return correct(directive, seq, context);
    case 'fee':
      return adjusted(charging.chargeFee(directive, view, counter, at), context);
    case 'credit':
      return adjusted(charging.grantCredit(directive, view, counter, at), context);
    case 'close':
      return adjusted(charging.closePeriod(directive, view, counter, at), context);
    case 'seal':
      return judgeSeal(directive, context);
  }
}

function adjusted(decision: Charge | Uncharged, context: DecideContext): Verdict {
  const { reason, detail, marks } = decision;
  if (!decision.charged) return { kind: 'adjusted', reason, detail };
  const counters = new CounterTally(context);
  counters.setAll(decision.counters);
  return { kind: 'adjusted', reason, detail, marks, entries: decision.entries, counters, closing: decision.closing };
}

/** What one target of a directive came to, or why it is passed over. */
type Settled = { readonly entries: readonly Entry[] } | { readonly passed: OutcomeReason };

/**
 * Prices each target that is still as the directive says. What is settled otherwise meanwhile is passed over; only if
 * nothing is left is there a reason to tell, and a price that is still missing is told first.
 */
function priceAgain(directive: PriceAgain, seq: number, context: DecideContext): Verdict {
  const entries: Entry[] = [];
  const closes: number[] = [];
  const passed = new Set<OutcomeReason>();
  const done = new Set<number>();
  const counters = new CounterTally(context);
  for (const target of directive.targets) {
    if (done.has(target.seq)) continue;
    const settled = priceTarget(target, directive, seq, counters, context);
    if ('passed' in settled) {
      passed.add(settled.passed);
      continue;
    }
    done.add(target.seq);
    counters.set(basisCounter(target.seq), String(seq));
    // What turned out to use nothing with a price is settled too: left open, it would be tried for ever.
    if (!isAbout(target, settled.entries)) closes.push(target.seq);
    entries.push(...settled.entries);
  }
  if (done.size === 0) {
    const told = TOLD_FIRST.find((reason) => passed.has(reason));
    return { kind: 'adjusted', reason: told ?? 'nothing_left' };
  }
  return {
    kind: 'adjusted',
    reason: 'priced_again',
    entries,
    ...(closes.length === 0 ? {} : { closes }),
    counters,
  };
}

const TOLD_FIRST: readonly OutcomeReason[] = ['still_unpriced', 'superseded', 'target_unknown'];

function priceTarget(
  target: PriceAgainTarget,
  { root }: Directive,
  seq: number,
  counters: CounterTally,
  context: DecideContext,
): Settled {
  const { charging, view, counter } = context;
  const { event, charged } = target;
  if (isOpen(target, root, context)) {
    if (context.rules >= 2 && (charged?.entries.length ?? 0) > 0) return { passed: 'target_unknown' };
    const posting = postingOf(target.seq, [], counter);
    const decision = charging.chargeCall(event, view, counter, { seq, posting });
    if (!decision.charged) return { passed: 'still_unpriced' };
    return { entries: settledBy(decision, target, { present: event, seq }, counters, context) };
  }
  if (charged === undefined) return { passed: 'nothing_left' };
  const objection = objectionTo({ ...target, charged }, root, seq, context);
  if (objection !== undefined) return { passed: objection };
  const posting = postingOf(target.seq, charged.entries, counter);
  const decision = charging.chargeAgain({ ...target, charged }, view, counter, { seq, posting });
  if (!decision.charged) return { passed: decision.reason === 'nothing_left' ? 'nothing_left' : 'still_unpriced' };
  return { entries: settledBy(decision, target, { present: event, seq }, counters, context) };
}

/** Takes a call back, or replaces it by what it should have been. A quarantined one is closed; there is no money to take back. */
function correct(directive: VoidCall | AmendCall, seq: number, context: DecideContext): Verdict {
  const { target, root } = directive;
  const open = isOpen(target, root, context);
  // A call that is open is charged nothing, whatever a directive says.
  if (open && context.rules >= 2 && target.charged.entries.length > 0)
    return { kind: 'adjusted', reason: 'target_unknown' };
  const objection = open ? undefined : objectionTo(target, root, seq, context);
  if (objection !== undefined) return { kind: 'adjusted', reason: objection };
  const decision = open ? correctOpen(directive, seq, context) : correctCharged(directive, seq, context);
  const { reason, detail, marks } = decision;
  if (!decision.charged) return { kind: 'adjusted', reason, detail };
  const counters = new CounterTally(context);
  const present = directive.directive === 'amend' ? directive.event : target.event;
  const entries = settledBy(decision, target, { present, seq }, counters, context);
  counters.set(basisCounter(target.seq), String(seq));
  if (directive.directive === 'amend') counters.set(amendedCounter(target.seq), targetDigest(directive.event));
  const closes = open && !isAbout(target, entries) ? { closes: [target.seq] } : {};
  return { kind: 'adjusted', reason, detail, marks, entries, counters, ...closes };
}

function correctOpen(directive: VoidCall | AmendCall, seq: number, context: DecideContext): Charge | Uncharged {
  if (directive.directive === 'void') return { charged: true, reason: 'voided', entries: [], counters: [] };
  const { charging, view, counter } = context;
  const posting = postingOf(directive.target.seq, [], counter);
  const decision = charging.chargeCall(directive.event, view, counter, { seq, posting });
  if (!decision.charged) return decision;
  const entries = decision.entries.map((entry) => ({ ...entry, event: directive.event }));
  return { ...decision, reason: 'amended', entries };
}

function correctCharged(directive: VoidCall | AmendCall, seq: number, context: DecideContext): Charge | Uncharged {
  const { charging, view, counter } = context;
  const { target } = directive;
  const at = { seq, posting: postingOf(target.seq, target.charged.entries, counter) };
  if (directive.directive === 'void') return charging.voidCall(directive, view, counter, at);
  return charging.amendCall(directive, view, counter, at);
}

/**
 * Takes the counters of a decision on a target over, charges results that waited for it, and says what each entry is about:
 * those of results are about the call as it stands by now.
 */
function settledBy(
  { entries, counters: changes }: Charge,
  { seq: corrects, event }: PriceAgainTarget,
  { present, seq }: { readonly present: UsageEvent; readonly seq: number },
  counters: CounterTally,
  context: DecideContext,
): Entry[] {
  counters.setAll(changes);
  // Once corrected, what is left of an informational call may be nothing that tells so.
  if (isUnstated(entries)) counters.set(unpostedCounter(corrects), 'none');
  const results = chargeParked(event.root, seq, counters, context).entries;
  return [
    ...entries.map((entry) => ({ ...entry, corrects, event: entry.event ?? event })),
    ...results.map((entry) => ({ ...entry, event: present })),
  ];
}

/** Whether an entry settles a target; those of results that waited for it are about the results. */
function isAbout({ seq }: PriceAgainTarget, entries: readonly Entry[]): boolean {
  return entries.some(({ corrects }) => corrects === seq);
}

/** The target must be the very event that was quarantined: a directive cannot bring in another, nor another root's. */
function isOpen({ seq, event }: PriceAgainTarget, root: string, context: DecideContext): boolean {
  return event.root === root && context.open(seq) === targetDigest(event);
}

/**
 * Why a charged call cannot be corrected as a directive says. It must be the call that was counted at that seq, as it
 * stands now (after an amendment: as amended), for as long as its identity is remembered; and nothing may have settled it since
 * the directive was made.
 */
function objectionTo(
  { seq: target, event, charged }: ChargedTarget,
  root: string,
  seq: number,
  context: DecideContext,
): 'target_unknown' | 'superseded' | undefined {
  if (event.root !== root || target >= seq) return 'target_unknown';
  const seen = context.seen(eventIdentity(event.root, event.source, event.id));
  const remembered = seen !== undefined && isLive(seen, context.rememberedFrom) ? seen : undefined;
  if (remembered !== undefined && remembered.seq !== target) return 'target_unknown';
  const content = context.counter(amendedCounter(target)) ?? remembered?.digest;
  if (content !== undefined && content !== targetDigest(event)) return 'target_unknown';
  const { basis } = context.guards ?? ALL_DECIDE_GUARDS;
  if (!basis) return undefined;
  const stands = context.counter(basisCounter(target)) ?? String(target);
  if (stands !== String(charged.basis)) return 'superseded';
  return isProven({ seq: target, event, charged }, context) ? undefined : 'target_unknown';
}

/** Whether a call is charged what a directive says it is. */
function isProven({ seq, event, charged }: ChargedTarget, context: DecideContext): boolean {
  const { proof } = context.guards ?? ALL_DECIDE_GUARDS;
  if (context.rules < 2 || !proof) return true;
  const { fromSeq, fromDay, keptFrom } = context.proves;
  const known = context.charged(seq);
  // What was counted before digests were kept is believed for as long as one would have been kept.
  if (known === undefined) return seq < fromSeq && fromDay >= keptFrom;
  return known.day >= keptFrom && known.digest === chargedDigest({ event, entries: charged.entries });
}
