import type { FoldStore } from '@suanpan/fold-store';
import {
  CHARGED_KEYS,
  chargedDay,
  chargedIn,
  chargedKey,
  correctedDigest,
  correctedKey,
  counterKey,
  type DecideState,
  decodeSeen,
  identityKey,
  type KnownCharge,
  type NeededState,
  nothingNeeded,
  openEvent,
  openKey,
  type SeenIdentity,
  seqOfChargedKey,
  storedText,
  targetDigest,
} from '@suanpan/rated-log';
import { type ProvenCharges } from '@suanpan/rated-record';

/** The parts of the folded state that one group needs, as the store held them before it. */
export interface LoadedState {
  /** Every identity that was looked up; most of them have not been seen. */
  readonly lookedUp: Set<string>[];
  readonly seen: Map<string, SeenIdentity>;
  readonly open: Map<number, string | undefined>;
  readonly counters: Map<string, string | undefined>;
  readonly charged: Map<number, KnownCharge | undefined>;
}

export function nothingLoaded(): LoadedState {
  return { lookedUp: [], seen: new Map(), open: new Map(), counters: new Map(), charged: new Map() };
}

/** Loads what is needed, beside what has been loaded before. */
export async function loadState(
  needed: NeededState,
  store: FoldStore,
  loaded: LoadedState,
  proves: ProvenCharges,
): Promise<void> {
  const [identities, open, counters] = [[...needed.identities], [...needed.open], [...needed.counters]];
  const [seenValues, openValues, counterValues] = await Promise.all([
    store.getMany(identities.map(identityKey)),
    open.length === 0 ? [] : store.getMany(open.map(openKey)),
    counters.length === 0 ? [] : store.getMany(counters.map(counterKey)),
  ]);
  for (const seq of needed.charged) loaded.charged.set(seq, await loadCharged(store, seq, proves));
  loaded.lookedUp.push(needed.identities);
  for (let i = 0; i < identities.length; i += 1) {
    const value = seenValues[i];
    if (value !== undefined) loaded.seen.set(identities[i] as string, decodeSeen(value));
  }
  open.forEach((seq, i) => {
    const value = openValues[i];
    loaded.open.set(seq, value && targetDigest(openEvent(value)));
  });
  counters.forEach((name, i) => {
    const value = counterValues[i];
    loaded.counters.set(name, value && storedText(value));
  });
}

/**
 * What a call is charged: by its batch, or by what corrected it since. That of a call of an older batch counts from the day on
 * which digests were first kept. A batch is swept when it is too old to prove anything.
 */
async function loadCharged(
  store: FoldStore,
  seq: number,
  { fromSeq, fromDay }: ProvenCharges,
): Promise<KnownCharge | undefined> {
  const [corrected] = await store.getMany([correctedKey(seq)]);
  const since = corrected === undefined ? undefined : correctedDigest(corrected);
  if (seq < fromSeq) return since === undefined ? undefined : { digest: since, day: fromDay };
  for await (const [key, value] of store.scan(CHARGED_KEYS, chargedKey(seq))) {
    const counted = chargedIn(seqOfChargedKey(key), value, seq);
    // Its batch is swept: this is a later one, whatever a correction of the call has left behind.
    return counted === undefined ? undefined : { digest: since ?? counted, day: chargedDay(value) };
  }
  return undefined;
}

/**
 * The state as one group's decisions see and extend it. What is asked for and was not loaded is answered as absent and
 * noted: decisions that were made on such an answer must not be used.
 */
export class StateOverlay implements DecideState {
  readonly #loaded: LoadedState;
  readonly #proves: ProvenCharges;
  readonly #seen = new Map<string, SeenIdentity>();
  readonly #open = new Map<number, string | undefined>();
  readonly #counters = new Map<string, string | undefined>();
  readonly #charged = new Map<number, { readonly digest: () => string; readonly day: number }>();
  readonly #missing = nothingNeeded();

  constructor(loaded: LoadedState, proves: ProvenCharges) {
    this.#loaded = loaded;
    this.#proves = proves;
  }

  /** What was asked for in vain; `undefined` if the decisions hold. */
  get missing(): NeededState | undefined {
    const { identities, open, counters, charged } = this.#missing;
    return identities.size + open.size + counters.size + charged.size === 0 ? undefined : this.#missing;
  }

  readonly seen = (identity: string): SeenIdentity | undefined => {
    const counted = this.#seen.get(identity) ?? this.#loaded.seen.get(identity);
    if (counted === undefined && !this.#loaded.lookedUp.some((identities) => identities.has(identity))) {
      this.#missing.identities.add(identity);
    }
    return counted;
  };

  readonly open = (seq: number): string | undefined => {
    if (this.#open.has(seq)) return this.#open.get(seq);
    if (!this.#loaded.open.has(seq)) this.#missing.open.add(seq);
    return this.#loaded.open.get(seq);
  };

  readonly counter = (name: string): string | undefined => {
    if (this.#counters.has(name)) return this.#counters.get(name);
    if (!this.#loaded.counters.has(name)) this.#missing.counters.add(name);
    return this.#loaded.counters.get(name);
  };

  readonly charged = (seq: number): KnownCharge | undefined => {
    const settled = this.#charged.get(seq);
    if (settled !== undefined) return { digest: settled.digest(), day: settled.day };
    if (!this.#loaded.charged.has(seq)) this.#missing.charged.add(seq);
    return this.#loaded.charged.get(seq);
  };

  readonly settle = (seq: number, digest: () => string, day?: number): void => {
    const counted = day ?? this.#charged.get(seq)?.day ?? this.#loaded.charged.get(seq)?.day;
    // A correction of what was counted before digests were kept counts from the day they were first kept.
    this.#charged.set(seq, { digest, day: counted ?? this.#proves.fromDay });
  };

  readonly count = (identity: string, seen: SeenIdentity): void => void this.#seen.set(identity, seen);

  readonly quarantine = (seq: number, digest: string): void => void this.#open.set(seq, digest);

  readonly close = (seq: number): void => void this.#open.set(seq, undefined);

  readonly setCounter = (name: string, value: string | null): (() => void) => {
    const wasSet = this.#counters.has(name);
    const before = this.#counters.get(name);
    this.#counters.set(name, value ?? undefined);
    return () => {
      if (wasSet) this.#counters.set(name, before);
      else this.#counters.delete(name);
    };
  };
}
