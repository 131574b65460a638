import { Fault } from '@suanpan/fault';

/** A partition that is not consumed any more, and why. */
export interface Halt {
  readonly topic: string;
  readonly partition: number;
  readonly error: unknown;
}

/** A delivery that failed for now. */
export interface Retry extends Halt {
  /** How often in a row. */
  readonly attempt: number;
  readonly pauseMs: number;
}

export type Continuity = 'continues' | 'again' | Fault;

/** What the server remembers of one partition. */
export class PartitionDesk {
  readonly topic: string;
  readonly partition: number;
  halt: Halt | undefined;
  backOff: NodeJS.Timeout | undefined;
  attempts = 0;
  /** Whether the handler has dealt with a delivery since the last assignment. */
  welcomed = false;
  #turn: Promise<unknown> = Promise.resolve();
  #expected: number | undefined;
  #doubted: number | undefined;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get resting(): boolean {
    return this.halt !== undefined || this.backOff !== undefined;
  }

  /** Deliveries of one partition never overlap. */
  inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** The next delivery must start here; `undefined` when the group decides. */
  expect(offset: number | undefined): void {
    this.#expected = offset;
    if (offset === undefined) this.#doubted = undefined;
  }

  /**
   * kafkajs answers a position outside the log by starting at its beginning, and says nothing. So a delivery must start
   * where the last one ended or where the handler sought; if it does not, it is asked for once more (`again`), and if
   * it still does not, that is `log_gap` or `log_truncated`.
   */
  continuity(first: number): Continuity {
    const expected = this.#expected;
    if (expected === undefined || first === expected) {
      this.#doubted = undefined;
      return 'continues';
    }
    if (this.#doubted !== expected) {
      this.#doubted = expected;
      return 'again';
    }
    const where = `${this.topic}/${this.partition} gave ${first} where ${expected} was to be read`;
    return first > expected
      ? new Fault('log_gap', `${where}: records are gone that were not read.`)
      : new Fault('log_truncated', `${where}: the log ends before it.`);
  }

  get expected(): number | undefined {
    return this.#expected;
  }
}
