import { CATALOGUE_GENESIS, unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import type { Log } from '@suanpan/kafka';
import type { CatalogueHead } from './plan-revision.ts';

const READ_BYTES_MAX = 4 * 1024 * 1024;
const READ_WAIT_MS = 1_000;
/** A repeat of an older revision can land after newer ones, but never far from them. */
const TAIL_RECORDS = 32;

/** The newest revision on the topic; revision 0 with the genesis hash when the topic is empty. */
export async function readTopicHead(log: Log): Promise<CatalogueHead> {
  const { start, end } = await log.bounds(CATALOGUE_CHANGES.name, 0);
  let head: CatalogueHead = { revision: 0, hash: CATALOGUE_GENESIS };
  let from = Math.max(start, end - TAIL_RECORDS);
  while (from < end) {
    const records = await log.read(CATALOGUE_CHANGES.name, 0, from, READ_BYTES_MAX, READ_WAIT_MS);
    for (const record of records) {
      const { revision, hash } = unpackRevision(record.value);
      if (revision.revision > head.revision) head = { revision: revision.revision, hash };
      from = record.offset + 1;
    }
  }
  return head;
}
