import { type Catalogue, isPlainText, type Revision, type SealedRevision, sealRevision } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { CHANGES_PER_REVISION_MAX, type ChangeRequest, type CommitRequest, requestedId } from './change-request.ts';
import { type PlanContext, planChange } from './plan-change.ts';
import { PlannedCatalogue } from './planned-catalogue.ts';
import { tieFault } from './rules/find-tie.ts';

/** Where the catalogue stands: the newest revision and its hash. */
export interface CatalogueHead {
  readonly revision: number;
  readonly hash: string;
}

/** A revision to write, and the text its hash is over. */
export interface PlannedRevision extends SealedRevision {
  readonly text: string;
}

/** The revisions to write, at least one, or why there is none. */
export type RevisionPlan =
  | { readonly ok: true; readonly revisions: readonly [PlannedRevision, ...PlannedRevision[]] }
  | { readonly ok: false; readonly fault: Fault };

/** In bytes. A record of the topic takes four MiB, and packing makes no text noticeably larger. */
const REVISION_BYTES_MAX = 3 * 1024 * 1024;
const REASON_LENGTH_MAX = 1_000;

/** Decides a request as one revision, or not at all. */
export function planRevision(catalogue: Catalogue, request: CommitRequest, context: PlanContext): RevisionPlan {
  const count = request.changes.length;
  return count > CHANGES_PER_REVISION_MAX
    ? refused(`A revision holds at most ${CHANGES_PER_REVISION_MAX} changes, not ${count}.`)
    : planRevisions(catalogue, request, context);
}

/**
 * Decides a request as revisions of at most so many changes: checks every change against the catalogue and those before
 * it, and chains the result to the head. All or nothing; the fault names the change it is about. Pure.
 */
export function planRevisions(catalogue: Catalogue, request: CommitRequest, context: PlanContext): RevisionPlan {
  const flaw = requestFlaw(request);
  if (flaw !== undefined) return refused(flaw);
  const planned = new PlannedCatalogue(catalogue);
  const revisions: PlannedRevision[] = [];
  for (let from = 0; from < request.changes.length; from += CHANGES_PER_REVISION_MAX) {
    const changes = request.changes.slice(from, from + CHANGES_PER_REVISION_MAX);
    const fault = layAll(planned, changes, from, context) ?? tieFault(planned);
    if (fault !== undefined) return { ok: false, fault };
    const head = revisions.at(-1);
    const sealed = seal(planned, head?.revision.revision ?? catalogue.revision, head?.hash ?? catalogue.hash, {
      ...request,
      now: context.now,
    });
    if (Buffer.byteLength(sealed.text) > REVISION_BYTES_MAX)
      return refused('The changes are too large for one revision.');
    revisions.push(sealed);
  }
  return { ok: true, revisions: revisions as [PlannedRevision, ...PlannedRevision[]] };
}

function layAll(
  planned: PlannedCatalogue,
  changes: readonly ChangeRequest[],
  from: number,
  context: PlanContext,
): Fault | undefined {
  for (const [i, change] of changes.entries()) {
    const fault = planChange(planned, change, context);
    if (fault === undefined) continue;
    const { code, detail } = fault;
    return new Fault(code, `${change.entity} ${requestedId(change)}: ${detail}`, { internal: { index: from + i } });
  }
  return undefined;
}

function seal(
  planned: PlannedCatalogue,
  after: number,
  prev: string,
  { actor, reason, now }: Pick<CommitRequest, 'actor' | 'reason'> & { readonly now: number },
): PlannedRevision {
  const changes = planned.takeChanges();
  const { text, hash } = sealRevision({ v: 1, revision: after + 1, prev, at: now, actor, reason, changes });
  // Read back, so that what goes on from here is what everybody else reads: without fields that are set to nothing.
  return { revision: JSON.parse(text) as Revision, text, hash };
}

function requestFlaw(request: CommitRequest): string | undefined {
  if (!isPlainText(request.actor)) return 'actor must be a text of 1 to 200 characters.';
  if (!isPlainText(request.reason, REASON_LENGTH_MAX)) return 'reason must be a text of 1 to 1000 characters.';
  return request.changes.length === 0 ? 'A revision needs at least one change.' : undefined;
}

function refused(detail: string): RevisionPlan {
  return { ok: false, fault: new Fault('entity_invalid', detail) };
}
