import { ENTITY_KINDS, type EntityKind } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { PlannedCatalogue } from '../planned-catalogue.ts';
import type { Tie } from './rule.ts';
import { RULES } from './rules.ts';

/**
 * Two entities that contend once everything planned is laid, as a fault. It is asked at the end of a revision, so that
 * in which order its changes come makes no difference; entities that no change wrote are not compared.
 */
export function tieFault(planned: PlannedCatalogue): Fault | undefined {
  for (const kind of ENTITY_KINDS) {
    const fault = tieOfKind(planned, kind);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function tieOfKind<K extends EntityKind>(planned: PlannedCatalogue, kind: K): Fault | undefined {
  const tie = RULES[kind].tie;
  if (tie === undefined) return undefined;
  for (const [key, ids] of planned.touched(kind)) {
    const entities = planned.under(kind, key);
    const written = entities.filter(({ id }) => ids.has(id));
    const byRank = Map.groupBy(written, tie.rank);
    for (const entity of entities) {
      const rival = byRank.get(tie.rank(entity))?.find((each) => each.id !== entity.id && overlap(tie, each, entity));
      if (rival === undefined) continue;
      return new Fault(tie.code, `${kind} ${rival.id}: ${entity.id} is of the same rank and holds at the same time.`);
    }
  }
  return undefined;
}

function overlap<T>(tie: Tie<T>, a: T, b: T): boolean {
  const from = Math.max(tie.from(a) ?? Number.NEGATIVE_INFINITY, tie.from(b) ?? Number.NEGATIVE_INFINITY);
  const to = Math.min(tie.to(a) ?? Number.POSITIVE_INFINITY, tie.to(b) ?? Number.POSITIVE_INFINITY);
  return from < to;
}
