import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CatalogueWriter, openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { MemoryLog } from '@suanpan/kafka';
import { snapshotRows } from '@suanpan/price-book';
import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import { putShippedPrices } from './shipped-prices.ts';

let postgres: RealPostgres;
let writer: CatalogueWriter;
beforeAll(async () => {
  postgres = await startRealPostgres();
  writer = await openCatalogueWriter({ database: postgres.url, log: new MemoryLog(), shards: 2 });
}, 60_000);
afterAll(async () => {
  await writer?.close();
  await postgres?.stop();
}, 30_000);

test('a new catalogue gets every shipped price once; one with revisions is left as it is', async () => {
  const shipped = snapshotRows().rows;
  expect(await putShippedPrices(writer)).toBe(shipped.length);
  const { revision: shippedBy } = await writer.head();
  expect((await writer.mirror()).revision).toBe(shippedBy);
  const [first] = shipped;
  expect(await writer.list('priceRow', { limit: shipped.length + 1 })).toHaveLength(shipped.length);

  const end = { act: 'end', entity: 'priceRow', id: first?.id ?? '' } as const;
  await writer.commit({ actor: 'ops', reason: 'We buy this one elsewhere.', changes: [end] });
  const { revision } = await writer.head();
  expect(await putShippedPrices(writer)).toBe(0);
  expect((await writer.head()).revision).toBe(revision);
}, 60_000);
