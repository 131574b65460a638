import type { EntityKind, EntityTypes, Revision } from '@suanpan/catalogue';
import {
  type CatalogueWriter,
  CHANGES_PER_REVISION_MAX,
  type ChangeRequest,
  type CommitHooks,
} from '@suanpan/catalogue-postgres';
import { Fault } from '@suanpan/fault';
import { inTransaction } from '@suanpan/postgres';
import type { DataSource, EntityManager } from 'typeorm';
import type { Claim, Idempotency } from '../store/idempotency.ts';
import type { Answer } from './answer.ts';
import { type Demand, type Pending, receptionOf } from './call.ts';
import { refusedNow } from './demand.ts';

type Asking = Parameters<Demand>[0];

/** A call that changes something: who, why, and what must hold. */
export interface ChangeCall extends Asking {
  readonly body: { readonly reason: string };
  readonly request: Parameters<typeof receptionOf>[0];
}

/** What else belongs to a change. */
export interface More {
  /** Writes what belongs to it into the same transaction. */
  readonly also?: (tables: EntityManager, revision: Revision) => Promise<void>;
  /** Asked under the lock of the head, beside the permissions. */
  readonly check?: CommitHooks['check'];
  /** Answers once the change is on the topic, so that every service can know of it; after two seconds without. */
  readonly published?: true;
}

/** A broker that is away keeps nobody from changing anything: what is committed will be published. */
const PUBLISHED_WITHIN_MS = 2_000;

/** Makes changes together with the answers to them: one transaction each. */
export class Changes {
  readonly #writer: CatalogueWriter;
  readonly #source: DataSource;
  readonly #idempotency: Idempotency;

  constructor(writer: CatalogueWriter, source: DataSource, idempotency: Idempotency) {
    this.#writer = writer;
    this.#source = source;
    this.#idempotency = idempotency;
  }

  /**
   * Commits the changes as one revision, or as several in one transaction if there are too many for one; the answer is made
   * of the last.
   */
  async commit(
    call: ChangeCall,
    changes: readonly ChangeRequest[],
    answer: (revision: Revision) => Answer,
    more: More = {},
  ): Promise<Answer> {
    const pending = pendingOf(call);
    let answered: Answer | undefined;
    let newest = 0;
    const within = async (tables: EntityManager, revision: Revision) => {
      answered = answer(revision);
      newest = revision.revision;
      await more.also?.(tables, revision);
      await this.#idempotency.finish(tables, pending.claim, answered);
    };
    const request = { actor: call.caller.label, reason: call.body.reason, changes };
    const check: CommitHooks['check'] = (view, planned) => refusedNow(call, view) ?? more.check?.(view, planned);
    if (changes.length > CHANGES_PER_REVISION_MAX) await this.#writer.commitAll(request, { check, within });
    else await this.#writer.commit(request, { check, within });
    pending.finished = true;
    if (more.published === true) await this.#writer.untilPublished(newest, PUBLISHED_WITHIN_MS);
    return answered as unknown as Answer;
  }

  /** Changes tables of admin alone. */
  async store(call: Pick<ChangeCall, 'request'>, work: (tables: EntityManager) => Promise<Answer>): Promise<Answer> {
    const pending = pendingOf(call);
    const answer = await inTransaction(this.#source, 'READ COMMITTED', async (tables) => {
      const made = await work(tables);
      await this.#idempotency.finish(tables, pending.claim, made);
      return made;
    });
    pending.finished = true;
    return answer;
  }
}

function pendingOf({ request }: Pick<ChangeCall, 'request'>): Pending {
  const { pending } = receptionOf(request);
  if (pending === undefined) throw new Fault('internal', 'A change was made outside of a change.');
  return pending;
}

/** Under which key the change is made once. */
export function claimOf(call: Pick<ChangeCall, 'request'>): Claim {
  return pendingOf(call).claim;
}

/** The version a call of the effect `change` read, as a part of its change request. */
export function expected({ request }: Pick<ChangeCall, 'request'>): { readonly expect?: number } {
  const { expect } = pendingOf({ request });
  return expect === undefined ? {} : { expect };
}

/** An entity as a revision left it. */
export function after<K extends EntityKind>({ changes }: Revision, kind: K, id: string): EntityTypes[K] {
  const change = changes.findLast((each) => each.entity === kind && each.id === id);
  if (change === undefined || change.after === null) {
    throw new Fault('internal', 'A revision does not hold the entity it was made for.', { internal: { kind, id } });
  }
  return change.after as EntityTypes[K];
}
