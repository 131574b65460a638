import type { CatalogueView } from '@suanpan/catalogue';
import {
  backfillCounter,
  basisCounter,
  begunCounter,
  type Charging,
  liveCounter,
  resultCounter,
  sealedCounter,
} from '@suanpan/charging';
import { type EventFact, isResultEvent } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { amendedCounter, backfilledCounter, parkedCounter, unpostedCounter } from './own-counters.ts';
import { callIdentityOf } from './parked-results.ts';
import { readDirective, targetsOf } from './read-directive.ts';
import { isPriceable, isReadableResult, type ReadFact, type ReadSource } from './read-source.ts';

/** Parts of the folded state by name: what deciding may ask for. */
export interface NeededState {
  readonly identities: Set<string>;
  /** Seq of outcomes that may be open. */
  readonly open: Set<number>;
  readonly counters: Set<string>;
  /** Seq of calls of which it is asked what they are charged. */
  readonly charged: Set<number>;
}

export function nothingNeeded(): NeededState {
  return { identities: new Set(), open: new Set(), counters: new Set(), charged: new Set() };
}

/**
 * Adds what deciding a source record will ask for, as far as it can be told from the record and the catalogue. What depends
 * on the state itself shows only when it is asked for.
 */
export function addNeeded(source: ReadSource, view: CatalogueView, charging: Charging, needed: NeededState): void {
  for (const fact of source.facts) {
    const { subject, identity } = fact;
    if (subject === undefined || identity === undefined) continue;
    needed.identities.add(identity);
    if (source.record?.header.kind === 'directive') addOfDirective(subject, view, charging, needed);
    else addOfEvent(fact, subject as EventFact, source, view, charging, needed);
  }
}

function addOfEvent(
  fact: ReadFact,
  subject: EventFact,
  source: ReadSource,
  view: CatalogueView,
  charging: Charging,
  needed: NeededState,
): void {
  const { counters } = needed;
  counters.add(liveCounter(subject.root, subject.source));
  const backfill = source.record?.header.backfill;
  if (backfill !== undefined && fact.identity !== undefined) {
    counters.add(backfillCounter(subject.root, backfill.id));
    counters.add(sealedCounter(subject.root, backfill.source));
    counters.add(begunCounter(subject.root, backfill.source));
    counters.add(backfilledCounter(subject.root, backfill.id, fact.identity));
  }
  if (isResultEvent(subject)) {
    if (!isReadableResult(subject)) return;
    const call = callIdentityOf(subject);
    needed.identities.add(call);
    counters.add(parkedCounter(call));
  } else if (!isPriceable(subject)) return;
  addCharging(charging.countersOf(subject, view), subject.root, counters);
}

function addOfDirective(subject: object, view: CatalogueView, charging: Charging, needed: NeededState): void {
  const directive = readDirective(subject);
  if (directive === undefined) return;
  for (const { seq, event } of targetsOf(directive)) {
    needed.open.add(seq);
    needed.charged.add(seq);
    needed.identities.add(eventIdentity(event.root, event.source, event.id));
    for (const name of [basisCounter(seq), amendedCounter(seq), unpostedCounter(seq)]) needed.counters.add(name);
  }
  if (directive.directive === 'seal') needed.counters.add(backfillCounter(directive.root, directive.backfill));
  addCharging(charging.countersOf(directive, view), directive.root, needed.counters);
}

/** A call that is charged on results may find results that wait for it. */
function addCharging(names: readonly string[], root: string, counters: Set<string>): void {
  if (names.length === 0) return;
  const results = resultCounter(root, '');
  for (const name of names) {
    counters.add(name);
    if (name.startsWith(results)) counters.add(parkedCounter(name.slice(results.length)));
  }
}
