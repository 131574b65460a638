import type { KafkaSettings } from './kafka-settings.ts';
import type { Halt, Retry } from './partition-desk.ts';

/** How batches are consumed, and who is told of trouble. */
export interface BatchServerSettings {
  readonly kafka: KafkaSettings;
  readonly groupId: string;
  /** Whether one member gets all partitions and the others stand by; shared among the members unless told. */
  readonly oneMember?: boolean;
  /** Partitions handled side by side; all that a member can get. */
  readonly partitions: number;
  /** A partition is halted until the process starts anew; the others go on. */
  readonly onHalt: (halt: Halt) => void;
  /** The consumer has ended for good: the process must exit with an error, for nothing is consumed any more. */
  readonly onCrash: (error: unknown) => void;
  readonly onRetry?: (retry: Retry) => void;
  /** Bytes of one partition fetched at once; 4 MiB unless told. */
  readonly bytesPerPartitionMax?: number;
  /** After how long without a heartbeat the group takes the partitions away, milliseconds; 10,000 unless told. */
  readonly sessionTimeoutMs?: number;
  /** First pause before a failed delivery is made again, milliseconds, doubling up to `retryPauseMaxMs`. */
  readonly retryPauseMs?: number;
  readonly retryPauseMaxMs?: number;
}
