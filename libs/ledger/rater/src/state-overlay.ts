import type { UsageEvent } from '@suanpan/facts';
import type { FoldStore } from '@suanpan/fold-store';
import {
  counterKey,
  type DecideState,
  decodeSeen,
  identityKey,
  type NeededState,
  nothingNeeded,
  openKey,
  type SeenIdentity,
  targetDigest,
} from '@suanpan/rated-log';

/** The parts of the folded state that one group needs, as the store held them before it. */
export interface LoadedState {
  /** Every identity that was looked up; most of them have not been seen. */
  readonly lookedUp: Set<string>[];
  readonly seen: Map<string, SeenIdentity>;
  readonly open: Map<number, string | undefined>;
  readonly counters: Map<string, string | undefined>;
}

export function nothingLoaded(): LoadedState {
  return { lookedUp: [], seen: new Map(), open: new Map(), counters: new Map() };
}

/** Loads what is needed, beside what has been loaded before. */
export async function loadState(needed: NeededState, store: FoldStore, loaded: LoadedState): Promise<void> {
  const [identities, open, counters] = [[...needed.identities], [...needed.open], [...needed.counters]];
  const [seenValues, openValues, counterValues] = await Promise.all([
    store.getMany(identities.map(identityKey)),
    open.length === 0 ? [] : store.getMany(open.map(openKey)),
    counters.length === 0 ? [] : store.getMany(counters.map(counterKey)),
  ]);
  loaded.lookedUp.push(needed.identities);
  for (let i = 0; i < identities.length; i += 1) {
    const value = seenValues[i];
    if (value !== undefined) loaded.seen.set(identities[i] as string, decodeSeen(value));
  }
  open.forEach((seq, i) => {
    const value = openValues[i];
    loaded.open.set(seq, value && targetDigest(JSON.parse(textOf(value)) as UsageEvent));
  });
  counters.forEach((name, i) => {
    const value = counterValues[i];
    loaded.counters.set(name, value && textOf(value));
  });
}

/**
 * The state as one group's decisions see and extend it. What is asked for and was not loaded is answered as absent and
 * noted: decisions that were made on such an answer must not be used.
 */
export class StateOverlay implements DecideState {
  readonly #loaded: LoadedState;
  readonly #seen = new Map<string, SeenIdentity>();
  readonly #open = new Map<number, string | undefined>();
  readonly #counters = new Map<string, string | undefined>();
  readonly #missing = nothingNeeded();

  constructor(loaded: LoadedState) {
    this.#loaded = loaded;
  }

  /** What was asked for in vain; `undefined` if the decisions hold. */
  get missing(): NeededState | undefined {
    const { identities, open, counters } = this.#missing;
    return identities.size + open.size + counters.size === 0 ? undefined : this.#missing;
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

function textOf(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
}
