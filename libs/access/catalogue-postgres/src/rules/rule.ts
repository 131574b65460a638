import type { EntityKind, EntityTypes, FieldOf } from '@suanpan/catalogue';
import { Fault, type FaultCode } from '@suanpan/fault';
import type { PlannedCatalogue } from '../planned-catalogue.ts';

/** What the catalogue asks of the entities of one kind beside their shape. */
export interface Rule<K extends EntityKind> {
  /** The code of a flaw of the shape; `entity_invalid` if not named. */
  readonly flawCode?: FaultCode;
  /** Rows and versions are appended: written once, never changed. */
  readonly appended?: true;
  /** Fields that keep their value for ever. */
  readonly fixed?: readonly FieldOf<EntityTypes[K]>[];
  /** Why an entity may not be written: what it refers to, and how it may change from `found`. */
  readonly refuse?: (planned: PlannedCatalogue, value: EntityTypes[K], found?: EntityTypes[K]) => Fault | undefined;
  /** Why one may not end; a text where none ever does. */
  readonly refuseEnd?: string | ((planned: PlannedCatalogue, id: string) => Fault | undefined);
  /** When two entities under the same key of the index contend. */
  readonly tie?: Tie<EntityTypes[K]>;
}

/** Entities of one rank must not hold at the same time. */
export interface Tie<T> {
  readonly code: FaultCode;
  /** Two of the same rank contend. */
  readonly rank: (entity: T) => string;
  /** When it holds: from inclusive, to exclusive. */
  readonly from: (entity: T) => number | null;
  readonly to: (entity: T) => number | null;
}

/** `entity_invalid` with a reason. */
export function invalid(detail: string): Fault {
  return new Fault('entity_invalid', detail);
}

/** `entity_unknown` for what is referred to. */
export function unknown(kind: EntityKind, id: string): Fault {
  return new Fault('entity_unknown', `${kind} ${id} does not exist.`);
}

/** The root must exist; null is everybody's. */
export function rootFault(planned: PlannedCatalogue, root: string | null): Fault | undefined {
  return root === null || planned.get('root', root) !== undefined ? undefined : unknown('root', root);
}

/** Root and account must exist, and the account must be the root's. */
export function ownerFault(planned: PlannedCatalogue, root: string, account: string): Fault | undefined {
  const wrong = rootFault(planned, root);
  if (wrong !== undefined) return wrong;
  const owner = planned.get('account', account);
  if (owner === undefined) return unknown('account', account);
  return owner.root === root ? undefined : invalid(`its account ${account} belongs to another root.`);
}

/** A closed account, or one below a closed one, takes nothing new. */
export function closedFault(planned: PlannedCatalogue, account: string): Fault | undefined {
  for (let at = planned.get('account', account); at !== undefined; ) {
    if (at.status === 'closed') return invalid(`account ${at.id} is closed and takes nothing new.`);
    at = at.parent === null ? undefined : planned.get('account', at.parent);
  }
  return undefined;
}
