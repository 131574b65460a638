import type { CatalogueWriter, ChangeRequest } from '@suanpan/catalogue-postgres';
import { SNAPSHOT_VERSION, snapshotRows } from '@suanpan/price-book';

/**
 * Puts the shipped list prices in force in a catalogue that has no revision yet, so that the first call of a new
 * installation is priced; answers how many rows. An installation that has any revision keeps the prices it has: there a
 * newer shipped book is a proposal that people decide on. One transaction, so a crash leaves all rows or none.
 */
export async function putShippedPrices(writer: Pick<CatalogueWriter, 'head' | 'commitAll'>): Promise<number> {
  if ((await writer.head()).revision > 0) return 0;
  const changes = snapshotRows().rows.map((value): ChangeRequest => ({ act: 'create', entity: 'priceRow', value }));
  const reason = `The shipped list prices, genai-prices ${SNAPSHOT_VERSION}.`;
  await writer.commitAll({ actor: 'system', reason, changes });
  return changes.length;
}
