import type { Directive, EventFact } from '@suanpan/facts';
import { contentDigest } from '@suanpan/identity';

/** What a target and the outcome it names must agree on: both as they are written anew after parsing. */
export function targetDigest(subject: EventFact | Directive): string {
  return contentDigest(JSON.stringify(subject));
}
