import type { Money } from '../output/money-text.ts';

/** One supposition beside the others, as the API shows it. */
export interface Scenario {
  readonly name: string;
  readonly months: readonly {
    readonly period: string;
    readonly calls: number;
    readonly totals: readonly Money[];
    readonly uncharged: readonly { readonly reason: string; readonly calls: number }[];
  }[];
  readonly totals: readonly Money[];
  readonly outsideCalendar: number;
}

/** What the history would have cost, as the API shows it. */
export interface WhatIfResult {
  readonly kind: 'what-if';
  readonly estimate: boolean;
  readonly scenarios: readonly Scenario[];
}

/** What each quantity of a commitment would have cost, as the API shows it. */
export interface BestCommitmentResult {
  readonly kind: 'best-commitment';
  readonly estimate: boolean;
  readonly currency: string;
  readonly best: { readonly quantity: string; readonly cost: string };
  readonly curve: readonly { readonly quantity: string; readonly cost: string }[];
  readonly proved: boolean;
}
