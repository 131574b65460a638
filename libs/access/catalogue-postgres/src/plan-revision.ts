import { type Revision, sealRevision } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { CHANGES_PER_REVISION_MAX, type ChangeRequest, type CommitRequest } from './change-request.ts';
import { isPlainText } from './check-shape.ts';
import { type CatalogueState, PlannedEntities } from './entity-lookup.ts';
import { planChange } from './plan-change.ts';

/** Where the catalogue stands: the newest revision and its hash. */
export interface CatalogueHead {
  readonly revision: number;
  readonly hash: string;
}

/** The revision to write, or why there is none. */
export type RevisionPlan =
  | { readonly ok: true; readonly revision: Revision; readonly text: string; readonly hash: string }
  | { readonly ok: false; readonly fault: Fault };

const REVISION_TEXT_MAX = 3 * 1024 * 1024;
const REASON_LENGTH_MAX = 1_000;

/**
 * Decides one revision: checks every request against the state and those before it, and chains the result to the head.
 * All or nothing; the fault names the request it is about.
 */
export function planRevision(
  head: CatalogueHead,
  state: CatalogueState,
  request: CommitRequest,
  now: number,
): RevisionPlan {
  const flaw = requestFlaw(request);
  if (flaw !== undefined) return refused(flaw);
  const entities = new PlannedEntities(state.entities);
  const rootsByShard = [...state.rootsByShard];
  for (const [i, change] of request.changes.entries()) {
    const fault = planChange(entities, rootsByShard, change);
    if (fault !== undefined) return { ok: false, fault: named(fault, i, change) };
  }
  const revision: Revision = {
    v: 1,
    revision: head.revision + 1,
    prev: head.hash,
    at: now,
    actor: request.actor,
    reason: request.reason,
    changes: entities.changes,
  };
  const sealed = sealRevision(revision);
  if (sealed.text.length > REVISION_TEXT_MAX) return refused('The changes are too large for one revision.');
  return { ok: true, revision, ...sealed };
}

function requestFlaw(request: CommitRequest): string | undefined {
  if (!isPlainText(request.actor)) return 'actor must be a text of 1 to 200 characters.';
  if (!isPlainText(request.reason, REASON_LENGTH_MAX)) return 'reason must be a text of 1 to 1000 characters.';
  const count = request.changes.length;
  if (count === 0) return 'A revision needs at least one change.';
  if (count > CHANGES_PER_REVISION_MAX)
    return `A revision holds at most ${CHANGES_PER_REVISION_MAX} changes, not ${count}.`;
  return undefined;
}

function refused(detail: string): RevisionPlan {
  return { ok: false, fault: new Fault('entity_invalid', detail) };
}

function named(fault: Fault, index: number, change: ChangeRequest): Fault {
  const id = change.act === 'end' ? change.id : change.value.id;
  return new Fault(fault.code, `${change.entity} ${id}: ${fault.detail}`, { internal: { index } });
}
