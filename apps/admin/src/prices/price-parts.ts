import type { Provider } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { ProposalStore } from './proposal-store.ts';

export const PROPOSALS = Symbol('suanpan.admin.proposals');
export const PRICE_TERMS = Symbol('suanpan.admin.price-terms');

/** How prices are governed. */
export interface PriceTerms {
  /** Changes of a price by more than so many percent need a second person. Decimal text. */
  readonly thresholdPercent: string;
}

/** What prices lean on. */
export interface PriceParts {
  readonly source: DataSource;
  readonly prices: PriceTerms;
}

export function priceProviders({ source, prices }: PriceParts): Provider[] {
  return [
    { provide: PROPOSALS, useValue: new ProposalStore(source) },
    { provide: PRICE_TERMS, useValue: prices },
  ];
}

/** Bytes a body may have where whole feeds are sent. */
export const PRICE_BODY_LIMITS: Readonly<Record<string, number>> = { '/v1/price-proposals': 16 * 1024 * 1024 };
