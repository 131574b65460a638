import type { CatalogueView } from '@suanpan/catalogue';
import type { ChargeContext, Charging, Counters } from '@suanpan/charging';
import type { Closing, Entry, Mark, OutcomeKind, OutcomeReason } from '@suanpan/facts';
import type { AcceptedTimes, ProvenCharges } from '@suanpan/rated-record';
import type { EpochMs } from '@suanpan/time';
import type { SeenIdentity } from './fold-state.ts';

/**
 * The guards of deciding. All are on wherever money is at stake; the simulation switches one off at a time to show
 * that each is needed.
 */
export interface DecideGuards {
  /** A correction counts only while what it reverses still stands. */
  readonly basis: boolean;
  /** A sealed range takes no further events, whatever the backfill. */
  readonly sealedRange: boolean;
  /** A range takes events of one open backfill only, and none of what was counted as it happened. */
  readonly heldRange: boolean;
  /** What would pass a bound of what is stored, summed or read back is rejected. */
  readonly bounds: boolean;
  /** A correction must name what the call is charged. */
  readonly proof: boolean;
}

export const ALL_DECIDE_GUARDS: DecideGuards = {
  basis: true,
  sealedRange: true,
  heldRange: true,
  bounds: true,
  proof: true,
};

/** What is known of what a call is charged. */
export interface KnownCharge {
  readonly digest: string;
  /** UTC day of fold time on which the call was counted; it can be corrected for some days from it. */
  readonly day: number;
}

/** The folded state as a decision sees it: what was loaded, and on top of it what has been decided since. */
export interface DecideState {
  /** Identities counted so far, the overlay of undecided batches included. */
  readonly seen: (identity: string) => SeenIdentity | undefined;
  /** `targetDigest` of the event of an outcome that is still quarantined, or `undefined` if it is not open. */
  readonly open: (seq: number) => string | undefined;
  /** The value of a counter, `undefined` if it was never set or has been forgotten. */
  readonly counter: Counters;
  /** What a call is charged now; `undefined` where that is not known (any more). */
  readonly charged: (seq: number) => KnownCharge | undefined;
  /** Called with what a call is charged from now on; `digest` is asked only if that matters. `day`: where it has just been counted. */
  readonly settle: (seq: number, digest: () => string, day?: number) => void;
  /** Called for each identity that is counted, so that the next fact sees it. */
  readonly count: (identity: string, seen: SeenIdentity) => void;
  /** Called for each event that is quarantined, so that a directive behind it finds it open. */
  readonly quarantine: (seq: number, digest: string) => void;
  /** Called for each open outcome that is closed. */
  readonly close: (seq: number) => void;
  /** Called for each change of a counter, at once; null forgets it. Answers how to take the change back. */
  readonly setCounter: (name: string, value: string | null) => () => void;
}

/** What deciding needs to know: everything is an argument, nothing is awaited. */
export interface DecideContext extends DecideState {
  readonly shard: number;
  readonly times: AcceptedTimes;
  /** Version of the rules of deciding. */
  readonly rules: number;
  /** Identities that were counted before this UTC day are forgotten. */
  readonly rememberedFrom: number;
  readonly charging: Charging;
  /** The catalogue as of the revision in force for this record. */
  readonly view: CatalogueView;
  /** Fold time after this record. */
  readonly foldTime: EpochMs;
  readonly firstSeq: number;
  /** Which calls have a digest of what they are charged. */
  readonly proves: ProvenCharges;
  readonly guards?: DecideGuards;
}

/** What was decided on one fact, before it becomes an outcome. */
export interface Verdict {
  readonly kind: OutcomeKind;
  readonly reason: OutcomeReason;
  readonly detail?: string | undefined;
  readonly marks?: readonly Mark[] | undefined;
  readonly first?: number;
  readonly entries?: readonly Entry[];
  readonly closes?: readonly number[];
  readonly counters?: CounterTally | undefined;
  readonly closing?: Closing | undefined;
}

/** Where a fact stands and whether its money is stated. */
export type Posting = ChargeContext['posting'];

/** The counter changes of one fact: in force at once for whatever is decided next, kept for the outcome that tells them. */
export class CounterTally {
  readonly #state: Pick<DecideState, 'setCounter'>;
  readonly #changed = new Map<string, string | null>();
  readonly #undo: (() => void)[] = [];

  constructor(state: Pick<DecideState, 'setCounter'>) {
    this.#state = state;
  }

  get names(): Iterable<string> {
    return this.#changed.keys();
  }

  get size(): number {
    return this.#changed.size;
  }

  value(name: string): string | null {
    return this.#changed.get(name) ?? null;
  }

  set(name: string, value: string | null): void {
    this.#undo.push(this.#state.setCounter(name, value));
    this.#changed.set(name, value);
  }

  /** Takes every change back, for a fact that is rejected after all. */
  undo(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#undo.length = 0;
    this.#changed.clear();
  }

  setAll(changes: readonly (readonly [string, string | null])[]): void {
    for (const [name, value] of changes) this.set(name, value);
  }
}
