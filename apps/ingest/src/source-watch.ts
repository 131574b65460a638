import { hash } from 'node:crypto';
import { CLOCK_TOLERANCE_MS, USAGE_EVENTS } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import type { Clock } from '@suanpan/time';

/** Where records of a request stand, and when the broker says it took them. */
export interface SourceAcknowledgement {
  /** Offset of the first. */
  readonly offset: number;
  /** The broker's append time; below 0 where it tells none. */
  readonly appendedAt: number;
}

/** What the watch leans on. */
export interface SourceWatchParts {
  readonly log: Pick<Log, 'read'>;
  readonly clock: Clock;
  /** A clock that only goes forward, milliseconds. */
  readonly elapsed: () => number;
  /** Told when a shard is refused from now on, and when it no longer is. */
  readonly onChange: (shard: number, code: RefusalCode | undefined, detail: string) => void;
}

export type RefusalCode = 'clock_disagrees' | 'log_replaced';

/** After a clock was seen to be wrong, the shard is tried again with the first request that comes this much later. */
const RETRY_MS = 10_000;
/**
 * A broker that has just become the leader shows records up to its high watermark, which is behind what was acknowledged
 * until its followers have asked again. Only a record that stays away for this long is gone.
 */
const MISSING_FOR_MS = 30_000;

interface ShardMemory {
  /** Offset behind the newest record this process has had acknowledged, and that record. */
  end: number;
  digest: string;
  /** Until when nothing is taken because clocks disagree, by `elapsed`. */
  clockUntil: number | undefined;
  replaced: string | undefined;
  /** Since when the log has answered no record where the newest one stands, by `elapsed`. */
  missingSince?: number;
}

/**
 * Watches what acknowledgements say of the source. A shard is refused while the broker's clock and ours are more than ten
 * minutes apart, because one of them would judge events as too late or too early; and for good once its log is seen not to
 * be the one that was written to: it was cut, or the topic was created anew. Other shards go on.
 */
export class SourceWatch {
  readonly #parts: SourceWatchParts;
  readonly #shards = new Map<number, ShardMemory>();

  constructor(parts: SourceWatchParts) {
    this.#parts = parts;
  }

  /** Shards that are refused now, and why. */
  get refused(): ReadonlyMap<number, RefusalCode> {
    const refused = new Map<number, RefusalCode>();
    for (const [shard, { clockUntil, replaced }] of this.#shards) {
      if (replaced !== undefined) refused.set(shard, 'log_replaced');
      else if (clockUntil !== undefined) refused.set(shard, 'clock_disagrees');
    }
    return refused;
  }

  /** Throws if nothing may be appended to a shard now: `log_replaced`, or `clock_disagrees`. */
  assertTakes(shard: number): void {
    const { replaced, clockUntil } = this.#shards.get(shard) ?? {};
    if (replaced !== undefined) throw replacedFault(replaced);
    if (clockUntil === undefined) return;
    const waitMs = clockUntil - this.#parts.elapsed();
    if (waitMs <= 0) return;
    const detail = 'The clock of the log and that of this service are more than ten minutes apart.';
    throw new Fault('clock_disagrees', detail, { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  }

  /** Takes an acknowledgement in; `log_replaced` where it contradicts an earlier one: what was acknowledged then is gone. */
  acknowledged(shard: number, { offset, appendedAt }: SourceAcknowledgement, values: readonly Uint8Array[]): void {
    const last = values.at(-1);
    if (last === undefined) return;
    const before = this.#shards.get(shard);
    if (before !== undefined && offset < before.end) {
      this.#replace(shard, before, `it ends at ${offset}, but ${before.end - 1} was acknowledged`);
    }
    if (before?.replaced !== undefined) throw replacedFault(before.replaced);
    const apart = appendedAt < 0 ? 0 : Math.abs(appendedAt - this.#parts.clock.now());
    const clockUntil = apart > CLOCK_TOLERANCE_MS ? this.#parts.elapsed() + RETRY_MS : undefined;
    this.#shards.set(shard, { end: offset + values.length, digest: digestOf(last), clockUntil, replaced: undefined });
    if ((clockUntil === undefined) === (before?.clockUntil === undefined)) return;
    const told = `the append time is ${Math.round(apart / 1000)} seconds from the clock of this service`;
    this.#parts.onChange(shard, clockUntil === undefined ? undefined : 'clock_disagrees', told);
  }

  /** Proves for each shard that the record acknowledged last is still there. Trouble with reading proves nothing. */
  async prove(): Promise<void> {
    for (const [shard, memory] of this.#shards) {
      if (memory.replaced === undefined) await this.#proveShard(shard, memory);
    }
  }

  async #proveShard(shard: number, memory: ShardMemory): Promise<void> {
    const { end, digest } = memory;
    try {
      const [record] = await this.#parts.log.read(USAGE_EVENTS.name, shard, end - 1, 1, 0);
      if (record === undefined) return this.#missing(shard, memory);
      delete memory.missingSince;
      if (record.offset !== end - 1 || digestOf(record.value) !== digest) {
        this.#replace(shard, memory, `it holds another record at ${end - 1} than was acknowledged`);
      }
    } catch (error) {
      if (isFault(error, 'log_truncated')) this.#replace(shard, memory, error.detail);
      // Retention has passed it: nothing is known of the log any more.
      else if (isFault(error, 'log_gap')) this.#shards.delete(shard);
      else if (!isFault(error)) throw error;
    }
  }

  #missing(shard: number, memory: ShardMemory): void {
    const now = this.#parts.elapsed();
    memory.missingSince ??= now;
    if (now - memory.missingSince < MISSING_FOR_MS) return;
    this.#replace(shard, memory, `it ends before ${memory.end - 1}, which was acknowledged`);
  }

  #replace(shard: number, memory: ShardMemory, why: string): void {
    memory.replaced = `The log of shard ${shard} is not the one that was written to: ${why}.`;
    this.#parts.onChange(shard, 'log_replaced', memory.replaced);
  }
}

function replacedFault(detail: string): Fault {
  return new Fault('log_replaced', detail);
}

function digestOf(value: Uint8Array): string {
  return hash('sha256', value);
}
