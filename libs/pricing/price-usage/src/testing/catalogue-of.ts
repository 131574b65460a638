import { type CatalogueView, emptyView, type PriceRow } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';

/** A view with these price rows and nothing else. */
export function catalogueOf(rows: readonly PriceRow[]): CatalogueView {
  const byProvider = new Map<string, PriceRow[]>();
  for (const row of rows) {
    const known = byProvider.get(row.provider);
    if (known === undefined) byProvider.set(row.provider, [row]);
    else known.push(row);
  }
  const none: readonly PriceRow[] = [];
  return emptyView(1, { priceRows: (provider) => byProvider.get(provider) ?? none });
}

/** A call of one root with no usage, changed as told. */
export function call(changes: Partial<UsageEvent>): UsageEvent {
  return {
    time: '2026-10-01T12:00:00.000Z',
    id: 'call-1',
    source: '/test',
    root: 'root-1',
    account: 'root-1',
    project: 'project-1',
    credential: 'key-1',
    provider: 'openai',
    requestedModel: 'model-1',
    operation: 'chat',
    inputTokens: 0,
    outputTokens: 0,
    usageQuality: 'reported',
    ...changes,
  };
}
