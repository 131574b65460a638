import { isDeepStrictEqual } from 'node:util';
import { type EntityKind, type EntityTypes, entityFlaw, newCalendar, rebuiltCalendar } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { type ChangeRequest, type NewCalendar, type NewRoot, requestedId } from './change-request.ts';
import type { PlannedCatalogue } from './planned-catalogue.ts';
import { invalid, unknown } from './rules/rule.ts';
import { RULES } from './rules/rules.ts';

/** What a plan knows beside the catalogue. */
export interface PlanContext {
  /** New roots go on shards 0 to shards - 1. */
  readonly shards: number;
  /** Epoch milliseconds: which months of a calendar have begun. */
  readonly now: number;
}

/** Lays one request over the catalogue, or answers why not; then nothing has been laid. */
export function planChange(planned: PlannedCatalogue, request: ChangeRequest, context: PlanContext): Fault | undefined {
  const { entity } = request;
  const id = requestedId(request);
  const found = planned.get(entity, id);
  const wrong = request.act === 'create' ? takenFault(planned, entity, id) : heldFault(planned, request, id);
  if (wrong !== undefined) return wrong;
  if (request.act === 'end') return planEnd(planned, entity, id);
  if (entity === 'root') return planRoot(planned, request.value, found as EntityTypes['root'] | undefined, context);
  if (entity === 'calendar')
    return planCalendar(planned, request.value, found as EntityTypes['calendar'] | undefined, context);
  return planEntity(planned, entity, request.value, found as EntityTypes[typeof entity] | undefined);
}

function takenFault(planned: PlannedCatalogue, kind: EntityKind, id: string): Fault | undefined {
  if (planned.get(kind, id) !== undefined) return new Fault('entity_exists', 'it exists already.');
  return planned.isTaken(kind, id)
    ? new Fault('entity_exists', 'one with this id has ended; ids are never given again.')
    : undefined;
}

/** A request to change or end: the entity must be there, and as it was when somebody looked at it. */
function heldFault(
  planned: PlannedCatalogue,
  request: Extract<ChangeRequest, { act: 'change' | 'end' }>,
  id: string,
): Fault | undefined {
  const { entity, expect } = request;
  if (planned.get(entity, id) === undefined) return unknown(entity, id);
  const changedBy = planned.changedBy(entity, id);
  if (expect !== undefined && expect !== changedBy)
    return new Fault('version_conflict', `revision ${changedBy} changed it last, not revision ${expect}.`);
  return request.act === 'change' && RULES[entity].appended === true
    ? invalid('it is never changed; end it and create another.')
    : undefined;
}

function planEnd(planned: PlannedCatalogue, kind: EntityKind, id: string): Fault | undefined {
  const { refuseEnd } = RULES[kind];
  const fault = typeof refuseEnd === 'string' ? invalid(refuseEnd) : refuseEnd?.(planned, id);
  if (fault === undefined) planned.put(kind, id, null);
  return fault;
}

function planEntity<K extends EntityKind>(
  planned: PlannedCatalogue,
  kind: K,
  value: EntityTypes[K],
  found: EntityTypes[K] | undefined,
): Fault | undefined {
  const fault = refusal(planned, kind, value, found);
  if (fault === undefined) planned.put(kind, value.id, value);
  return fault;
}

/** Shape first, then what must not change, then what it refers to. */
function refusal<K extends EntityKind>(
  planned: PlannedCatalogue,
  kind: K,
  value: EntityTypes[K],
  found: EntityTypes[K] | undefined,
): Fault | undefined {
  const { flawCode = 'entity_invalid', fixed = [], refuse } = RULES[kind];
  const flaw = entityFlaw(kind, value);
  if (flaw !== undefined) return new Fault(flawCode, flaw);
  for (const field of found === undefined ? [] : (fixed as readonly (keyof EntityTypes[K])[])) {
    if (!isDeepStrictEqual(found?.[field], value[field])) return invalid(`it never changes its ${String(field)}.`);
  }
  return refuse?.(planned, value, found);
}

function planRoot(
  planned: PlannedCatalogue,
  value: NewRoot,
  found: EntityTypes['root'] | undefined,
  { shards, now }: PlanContext,
): Fault | undefined {
  const fault = refusal(planned, 'root', { ...value, shard: found?.shard ?? 0 }, found);
  if (fault !== undefined) return fault;
  const { id, name, zone } = value;
  const shard = found?.shard ?? planned.takeShard(shards);
  if (shard === undefined) return invalid('there is no shard to put it on.');
  planned.put('root', id, { id, name, shard, zone });
  const account = planned.get('account', id);
  if (account === undefined) planned.put('account', id, { id, root: id, parent: null, kind: 'root', name });
  else if (account.name !== name) planned.put('account', id, { ...account, name });
  const calendar = planned.get('calendar', id);
  // A root older than calendars gets the one it would have had, and then the zone moves it as any other.
  const before = calendar ?? newCalendar(id, found?.zone ?? zone);
  const after = found === undefined || found.zone === zone ? before : rebuiltCalendar(before, zone, now);
  if (after !== calendar) planned.put('calendar', id, after);
  return undefined;
}

function planCalendar(
  planned: PlannedCatalogue,
  { id, root: rootId }: NewCalendar,
  found: EntityTypes['calendar'] | undefined,
  { now }: PlanContext,
): Fault | undefined {
  const root = planned.get('root', rootId);
  if (root === undefined) return unknown('root', rootId);
  if (id !== rootId) return invalid('the id of a calendar is that of its root.');
  planned.put(
    'calendar',
    id,
    found === undefined ? newCalendar(id, root.zone) : rebuiltCalendar(found, root.zone, now),
  );
  return undefined;
}
