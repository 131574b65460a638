/** One event as the writer meant it, apart from its bytes: what the judge goes by. */
export interface MeantEvent {
  readonly fact: 'event';
  readonly root: string;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly model: string;
  readonly tokens: number;
}

export interface MeantPriceAgain {
  readonly fact: 'price-again';
  readonly root: string;
  readonly id: string;
  readonly targets: readonly { readonly seq: number; readonly event: MeantEvent }[];
}

/** A line nobody can make sense of. */
export interface MeantNonsense {
  readonly fact: 'nonsense';
}

export type MeantFact = MeantEvent | MeantPriceAgain | MeantNonsense;

/** What a record of `usage.events` means; `stamp` is absent where not even the header can be read. */
export interface Meaning {
  readonly shard: number;
  readonly stamp?: number;
  readonly receivedAt?: number;
  readonly facts: readonly MeantFact[];
}

/** What a resend of an event must agree on: everything but its time. */
export function contentOf(fact: MeantEvent | MeantPriceAgain): string {
  if (fact.fact === 'event') return `${fact.root} ${fact.id} ${fact.model} ${fact.tokens}`;
  return `${fact.root} ${fact.id}`;
}
