import { Fault } from '@suanpan/fault';
import { isCurrency } from '@suanpan/money';
import type { ExportedCost, ExportedUsage } from './provider-export.ts';

/** What an export, or a part of one, holds. */
export interface ExportLines {
  readonly usage: readonly ExportedUsage[];
  readonly costs: readonly ExportedCost[];
}

/** What one page of an API holds. */
export interface PageLines extends ExportLines {
  /** Starts of the buckets, epoch milliseconds, to see a page that was handed in twice. */
  readonly starts: readonly number[];
}

/** A currency as the ledger writes it; OpenAI writes `usd`. Anything else is `export_malformed` at the place. */
export function currencyOf(text: string, place: string): string {
  const currency = text.toUpperCase();
  if (isCurrency(currency)) return currency;
  throw new Fault('export_malformed', `${place} names no currency.`);
}
