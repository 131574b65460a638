import type { CatalogueView } from '@suanpan/catalogue';
import type { BackfillStamp } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';

/**
 * The permission a backfill's events travel with, by the catalogue they are stamped with. One of another root is answered
 * exactly as one that does not exist: `not_found`. A sealed one is `backfill_invalid`. What is
 * sent in the moment of sealing, by a catalogue that does not know of it yet, is for rating to judge: it sees the seal in the
 * order of the log.
 */
export function openBackfill(id: string, root: string, view: CatalogueView): BackfillStamp {
  const backfill = view.get('backfill', id);
  if (backfill === undefined || backfill.root !== root) {
    throw new Fault('not_found', 'No such backfill exists for this API key.');
  }
  const { status, source, from, to, posting } = backfill;
  if (status === 'sealed') throw new Fault('backfill_invalid', 'The backfill is sealed and takes no more events.');
  return { id, source, from, to, posting };
}
