/** What the server does for a delivery's context. */
export interface DeliveryActs {
  heartbeat(): Promise<void>;
  stale(): boolean;
  seek(offset: number): void;
  commit(offset: number): Promise<void>;
}

/** Where a delivery came from. */
export interface DeliveryPlace {
  readonly topic: string;
  readonly partition: number;
  readonly generation: number;
  readonly firstOffset: number | undefined;
  readonly endOffset: number | undefined;
}

/** What a handler knows of, and may do about, the partition a batch came from. */
export class BatchContext implements DeliveryPlace {
  readonly topic: string;
  readonly partition: number;
  /** Changes whenever the group assigns anew: whatever was believed of the partition before is void. */
  readonly generation: number;
  /** Of the first record; `undefined` in the delivery without records that follows an assignment. */
  readonly firstOffset: number | undefined;
  /** The offset after the last record that all in-sync replicas had when the batch was fetched. */
  readonly endOffset: number | undefined;
  readonly #acts: DeliveryActs;

  constructor(place: DeliveryPlace, acts: DeliveryActs) {
    this.topic = place.topic;
    this.partition = place.partition;
    this.generation = place.generation;
    this.firstOffset = place.firstOffset;
    this.endOffset = place.endOffset;
    this.#acts = acts;
  }

  /** Tells the group that this member lives; a timer does it anyhow while a handler runs. */
  heartbeat(): Promise<void> {
    return this.#acts.heartbeat();
  }

  /** Whether the partition may have gone elsewhere, or the next delivery starts at another place already. */
  stale(): boolean {
    return this.#acts.stale();
  }

  /** Has the next delivery start at this offset: the log's own position wins over the group's. Void once reassigned. */
  seek(offset: number): void {
    this.#acts.seek(offset);
  }

  /**
   * Notes for the group how far this is, told once a second, for lag display only: no position is ever taken from it.
   * Never fails and waits for nothing.
   */
  commit(offset: number): Promise<void> {
    return this.#acts.commit(offset);
  }
}
