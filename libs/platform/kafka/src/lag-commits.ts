import type { Consumer } from 'kafkajs';
import { errorText } from './broker-faults.ts';
import type { KafkaLogger } from './quiet.ts';

const EVERY_MS = 1_000;

interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Tells the group how far its members are, once a second for all partitions: lag display must not slow the work. */
export class LagCommits {
  readonly #consumer: Consumer;
  readonly #logger: KafkaLogger;
  readonly #waiting = new Map<string, Position>();
  #timer: NodeJS.Timeout | undefined;

  constructor(consumer: Consumer, logger: KafkaLogger) {
    this.#consumer = consumer;
    this.#logger = logger;
  }

  note(topic: string, partition: number, offset: number): void {
    this.#waiting.set(`${topic}/${partition}`, { topic, partition, offset: String(offset) });
    this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS);
  }

  /** What was noted before an assignment is not this member's to tell any more. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
  }

  async flush(): Promise<void> {
    const positions = [...this.#waiting.values()];
    this.drop();
    if (positions.length === 0) return;
    try {
      await this.#consumer.commitOffsets(positions);
    } catch (error) {
      this.#logger.debug({ error: errorText(error) }, 'positions were not committed');
    }
  }
}
