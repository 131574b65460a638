import { Fault } from '@suanpan/fault';
import { type Target, unknownDetail } from './target.ts';

/** An entity that must be there; `entity_unknown` if it is not. */
export function existing<T>(found: T | undefined, kind: Exclude<Target['kind'], 'platform'>, id: string): T {
  if (found === undefined) throw new Fault('entity_unknown', unknownDetail({ kind, id }));
  return found;
}
