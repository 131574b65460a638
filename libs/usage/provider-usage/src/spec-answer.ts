import type { UsageFormat } from './formats.ts';

/** An answer as a provider sends it, what it means, and which of the feed's extractors reads it, if one does. */
export interface SpecAnswer {
  readonly name: string;
  readonly format: UsageFormat;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly means: Readonly<Record<string, unknown>>;
  /** The page that documents the object. */
  readonly source?: string;
  readonly extractor?: readonly [provider: string, flavor: string];
  /** Why the feed reads the object differently, and which of its counts then differ. */
  readonly differs?: { readonly why: string; readonly counts: readonly string[] };
}
