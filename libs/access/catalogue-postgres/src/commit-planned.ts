import type { Catalogue, CatalogueView, Change, Revision } from '@suanpan/catalogue';
import type { Fault } from '@suanpan/fault';
import { inTransaction } from '@suanpan/postgres';
import type { DataSource, EntityManager } from 'typeorm';
import type { CatalogueMirror } from './catalogue-mirror.ts';
import type { RevisionPlan } from './plan-revision.ts';
import { storeRevision } from './store-revision.ts';
import { headTable } from './tables.ts';

/** What else belongs to a commit. A fault of either leaves nothing written. */
export interface CommitHooks {
  /**
   * Asked under the lock of the head, with the catalogue before the changes and everything that is to be written: what
   * was decided on an older view may no longer hold.
   */
  readonly check?: (view: CatalogueView, planned: readonly Change[]) => Fault | undefined;
  /** Runs in the transaction of the change, after it; of several revisions it is told the last. It must not take long. */
  readonly within?: (tables: EntityManager, revision: Revision) => Promise<void>;
}

/** Decides at the head of the catalogue and writes what was decided: all of it in one transaction, or nothing. */
export async function commitPlanned(
  source: DataSource,
  mirror: CatalogueMirror,
  decide: (catalogue: Catalogue) => RevisionPlan,
  { check, within }: CommitHooks,
): Promise<[Revision, ...Revision[]]> {
  // What can be folded before the lock is taken keeps nobody waiting.
  await mirror.refreshed();
  const planned = await inTransaction(source, 'READ COMMITTED', async (tables) => {
    // Every writer takes this one row first: revisions get their numbers one after another, and without gaps.
    const head = await tables.findOneOrFail(headTable, { where: { id: 1 }, lock: { mode: 'pessimistic_write' } });
    const catalogue = await mirror.followTo(tables, head);
    const plan = decide(catalogue);
    if (!plan.ok) throw plan.fault;
    const changes = plan.revisions.flatMap(({ revision }) => revision.changes);
    const fault = check?.(catalogue.asOf(head.revision), changes);
    if (fault !== undefined) throw fault;
    for (const each of plan.revisions) await storeRevision(tables, each);
    await within?.(tables, (plan.revisions.at(-1) ?? plan.revisions[0]).revision);
    return plan.revisions;
  });
  mirror.committed(planned);
  const [first, ...rest] = planned;
  return [first.revision, ...rest.map(({ revision }) => revision)];
}
