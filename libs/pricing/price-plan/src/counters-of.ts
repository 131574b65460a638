import type { CatalogueView } from '@suanpan/catalogue';
import type { Directive, EventFact } from '@suanpan/facts';
import { placeOf } from './place.ts';

/** The counters that deciding a subject may read. */
export function countersOf(subject: EventFact | Directive, view: CatalogueView): readonly string[] {
  if ('directive' in subject) return [];
  return placeOf(view, subject.root, subject.account).money;
}
