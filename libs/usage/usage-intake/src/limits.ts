/** What a request may hold. All are inclusive: a value equal to the limit is accepted. */
export interface IntakeLimits {
  /** Bytes of one event as sent. CloudEvents consumers should accept at least 64 KiB. */
  readonly eventBytesMax: number;
  readonly batchEventsMax: number;
  /** Bytes of a whole request after decompression. */
  readonly requestBytesMax: number;
  /** Levels of nesting of one event; its own object is the first. */
  readonly depthMax: number;
  /** How far an event's time may lie before its receipt, in days (SUANPAN_LATENESS_DAYS). */
  readonly latenessDays: number;
  /** How far an event's time may lie after its receipt, in seconds (SUANPAN_AHEAD_SECONDS). */
  readonly aheadSeconds: number;
}

export const DEFAULT_LIMITS: IntakeLimits = {
  eventBytesMax: 64 * 1024,
  batchEventsMax: 1000,
  requestBytesMax: 5 * 1024 * 1024,
  depthMax: 16,
  latenessDays: 35,
  aheadSeconds: 300,
};
