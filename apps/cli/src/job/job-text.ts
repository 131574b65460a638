import { type PriceAgainResult, priceAgainText } from '../price/price-again-text.ts';
import type { BestCommitmentResult, WhatIfResult } from '../what-if/what-if-result.ts';
import { bestCommitmentText, whatIfText } from '../what-if/what-if-text.ts';

/** What came of a job, as the API shows it. */
export type JobResult = PriceAgainResult | WhatIfResult | BestCommitmentResult;

/** What came of a job of any kind, for people. */
export function resultText(result: JobResult): string[] {
  switch (result.kind) {
    case 'price-again':
      return priceAgainText(result);
    case 'what-if':
      return whatIfText(result);
    case 'best-commitment':
      return bestCommitmentText(result);
  }
}
