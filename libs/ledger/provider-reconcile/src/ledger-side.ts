/** What the ledger counts of one model on one UTC day of event time, calls that stand only. */
export interface LedgerDay {
  /** Start of the UTC day, epoch milliseconds. */
  readonly day: number;
  readonly model: string;
  readonly calls: bigint;
  readonly inputTokens: bigint;
  readonly cacheReadTokens: bigint;
  readonly cacheWrite5mTokens: bigint;
  readonly cacheWrite1hTokens: bigint;
  readonly outputTokens: bigint;
  /** Atto units by currency, corrections included. */
  readonly money: Readonly<Record<string, bigint>>;
  /** Calls that no price is known for yet. */
  readonly unpricedCalls: bigint;
  /** Calls charged otherwise than at list price: by a plan, or with a mark-up. */
  readonly offListCalls: bigint;
}
