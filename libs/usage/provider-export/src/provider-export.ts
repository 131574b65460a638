/** Whose numbers they are, by the name the ledger has for the provider. */
export type ExportProvider = 'openai' | 'anthropic';

/** When and how: what usage and costs have in common. */
interface Exported {
  /** The bucket: from inclusive, to exclusive, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** As the provider names it, which for the console of Anthropic is a title: `Claude Sonnet 4.5`. Null where it was not told apart. */
  readonly model: string | null;
  /** `default`, `flex`, `priority`, `batch`, …; null where it was not told apart. */
  readonly serviceTier: string | null;
  /** Whether it went through the batch interface; null where it was not told apart. */
  readonly batch: boolean | null;
}

/** Tokens of one model in one bucket, in the form the ledger counts them: inclusive totals and named subsets. */
export interface ExportedUsage extends Exported {
  /** Null where the provider does not count calls. */
  readonly requests: bigint | null;
  /** Cache reads and writes included. */
  readonly inputTokens: bigint;
  readonly cacheReadTokens: bigint;
  /** Cache writes of unknown or five-minute life. */
  readonly cacheWrite5mTokens: bigint;
  readonly cacheWrite1hTokens: bigint;
  readonly outputTokens: bigint;
}

/** Money the provider says one item cost in one bucket. */
export interface ExportedCost extends Exported {
  /** What was billed, in the provider's words: `gpt-5, cached input`, `output_tokens`; null where it was not told apart. */
  readonly item: string | null;
  readonly currency: string;
  /** Atto units of the currency. */
  readonly amount: bigint;
  /** Largest distance, in atto, that the provider's own writing can have put between this amount and the exact one. */
  readonly uncertainty: bigint;
}

/** What a provider says was used and what it cost. One of the lists is empty. */
export interface ProviderExport {
  readonly provider: ExportProvider;
  readonly kind: 'usage' | 'cost';
  readonly format: 'json' | 'csv';
  /** False if the last page says that more follow. */
  readonly isComplete: boolean;
  readonly usage: readonly ExportedUsage[];
  readonly costs: readonly ExportedCost[];
}
