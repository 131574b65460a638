/** Where and how a provider's line came about. `@suanpan/provider-export` gives lines of this form. */
interface ProviderLine {
  /** The bucket: from inclusive, to exclusive, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** As the provider names it; null where the export was not grouped by model. */
  readonly model: string | null;
  readonly serviceTier: string | null;
  readonly batch: boolean | null;
}

/** Tokens of one model in one bucket; input includes cache reads and writes. */
export interface ProviderUsage extends ProviderLine {
  /** Null where the provider does not count calls. */
  readonly requests: bigint | null;
  readonly inputTokens: bigint;
  readonly cacheReadTokens: bigint;
  readonly cacheWrite5mTokens: bigint;
  readonly cacheWrite1hTokens: bigint;
  readonly outputTokens: bigint;
}

/** Money of one item in one bucket. */
export interface ProviderCost extends ProviderLine {
  readonly item: string | null;
  readonly currency: string;
  /** Atto units. */
  readonly amount: bigint;
  /** How far, in atto, the provider's writing can have moved it from the exact amount. */
  readonly uncertainty: bigint;
}
