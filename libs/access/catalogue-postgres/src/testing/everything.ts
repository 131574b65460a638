import {
  Catalogue,
  type CatalogueView,
  ENTITY_KINDS,
  type EntityKind,
  type EntityTypes,
  soundEntities,
} from '@suanpan/catalogue';
import type { ChangeRequest, RequestedValue } from '../change-request.ts';
import { planRevisions } from '../plan-revision.ts';

export const NOW = Date.UTC(2026, 10, 10);

export function create<K extends EntityKind>(entity: K, value: RequestedValue<K>): ChangeRequest {
  return { act: 'create', entity, value } as ChangeRequest;
}

export function change<K extends EntityKind>(entity: K, value: RequestedValue<K>): ChangeRequest {
  return { act: 'change', entity, value } as ChangeRequest;
}

export function end(entity: EntityKind, id: string): ChangeRequest {
  return { act: 'end', entity, id };
}

export function plan(changes: readonly ChangeRequest[], on = new Catalogue(), now = NOW) {
  return planRevisions(on, { actor: 'ann', reason: 'spec', changes }, { shards: 2, now });
}

/** The catalogue after some revisions, one after the other. */
export function catalogueAfter(...steps: readonly (readonly ChangeRequest[])[]): Catalogue {
  const on = new Catalogue();
  for (const changes of steps) {
    const result = plan(changes, on);
    if (!result.ok) throw result.fault;
    for (const revision of result.revisions) on.apply(revision);
  }
  return on;
}

export function viewAfter(...steps: readonly (readonly ChangeRequest[])[]): CatalogueView {
  const catalogue = catalogueAfter(...steps);
  return catalogue.asOf(catalogue.revision);
}

/** Some entities of each kind, in an order in which each finds what it refers to. */
export const EVERYTHING = ENTITY_KINDS.flatMap((kind): ChangeRequest[] => {
  if (kind === 'calendar') return [];
  return soundEntities(kind).map((value) => create(kind, value as never));
});

/** One of the sound entities of a kind: the first has every field, the second as few as may be. */
export function sound<K extends EntityKind>(kind: K, index = 0): EntityTypes[K] {
  const entity = soundEntities(kind)[index];
  if (entity === undefined) throw new RangeError(`There are not so many of the kind ${kind}.`);
  return entity;
}
