import type { CatalogueView, Root } from '@suanpan/catalogue';
import type { Directive } from '@suanpan/facts';
import type { EntityManager } from 'typeorm';
import type { Answer } from '../frame/answer.ts';
import type { ChangeCall, Changes } from '../frame/changes.ts';
import { refusedNow } from '../frame/demand.ts';
import type { CatalogueDesk } from '../frame/parts.ts';
import type { DirectiveOutbox, StoredDirective } from '../store/directive-outbox.ts';

/** What is to be sent: known already, or worked out under the lock of the root from what was accepted before. */
export type Wanted = readonly Directive[] | ((tables: EntityManager) => Promise<readonly Directive[]>);

/** Accepts directives together with the answer to the request that wants them: both are stored, or neither. */
export class Directives {
  readonly #changes: Changes;
  readonly #outbox: DirectiveOutbox;
  readonly #desk: CatalogueDesk;

  constructor(changes: Changes, outbox: DirectiveOutbox, desk: CatalogueDesk) {
    this.#changes = changes;
    this.#outbox = outbox;
    this.#desk = desk;
  }

  /** Permissions are demanded once more just before: finding out what to send may have taken a while. */
  async accept(
    call: ChangeCall,
    root: Root,
    wanted: Wanted,
    answer: (stored: readonly StoredDirective[]) => Answer,
  ): Promise<Answer> {
    const refused = refusedNow(call, await this.#newest());
    if (refused !== undefined) throw refused;
    const answered = await this.#changes.store(call, async (tables) => {
      await this.#outbox.lock(tables, root.id);
      const directives = typeof wanted === 'function' ? await wanted(tables) : wanted;
      return answer(await this.add(call, root, tables, directives));
    });
    this.#outbox.accepted();
    return answered;
  }

  /** Stores directives in a transaction of the caller's, who tells the outbox once it is through. */
  add(
    { now }: Pick<ChangeCall, 'now'>,
    { id: root, shard }: Root,
    tables: EntityManager,
    directives: readonly Directive[],
  ): Promise<StoredDirective[]> {
    return this.#outbox.add(tables, { root, shard, now }, directives);
  }

  async #newest(): Promise<CatalogueView> {
    const catalogue = await this.#desk.mirror();
    return catalogue.asOf(catalogue.revision);
  }
}
