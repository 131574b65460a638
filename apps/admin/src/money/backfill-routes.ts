import { Controller, Inject } from '@nestjs/common';
import type { Backfill, CatalogueView } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { sealDirective } from '@suanpan/directives';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import type { DirectiveOutbox } from '../store/directive-outbox.ts';
import type { Lists } from '../tree/lists.ts';
import { listBackfills, openBackfill, readBackfill, sealBackfill } from './backfill-operations.ts';
import { refuseLive, refuseOverlap } from './backfill-overlap.ts';
import type { Directives } from './directives.ts';
import { DIRECTIVES, LEDGER, OUTBOX } from './money-parts.ts';
import { wishOf } from './wish.ts';

@Controller()
export class BackfillRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(DIRECTIVES) private readonly directives: Directives,
    @Inject(OUTBOX) private readonly outbox: DirectiveOutbox,
    @Inject(LEDGER) private readonly ledger: ClickHouse,
  ) {}

  @Serves(listBackfills)
  async list(call: Call<typeof listBackfills>) {
    const { root } = call.params;
    const page = await this.lists.page(call, 'backfill', {
      ...{ list: listBackfills.id, filters: { root }, root },
      keep: () => true,
    });
    return answerOf(listBackfills, page);
  }

  @Serves(openBackfill)
  async open(call: Call<typeof openBackfill>) {
    const { root } = call.params;
    const { id = newId('backfill'), reason: _, ...terms } = call.body;
    const value: Backfill = { id, root, ...terms, status: 'open' };
    refuseOverlap(value, call.catalogue.all('backfill'));
    await refuseLive(value, this.ledger);
    return this.changes.commit(call, [{ act: 'create', entity: 'backfill', value }], (revision) =>
      answerOf(openBackfill, after(revision, 'backfill', id), {
        version: revision.revision,
        headers: { location: `/v1/roots/${root}/backfills/${id}` },
      }),
    );
  }

  @Serves(readBackfill)
  read(call: Call<typeof readBackfill>) {
    const found = backfillOf(call.view, call.params);
    return answerOf(readBackfill, found, { version: call.catalogue.changedBy('backfill', found.id) });
  }

  /** The seal goes behind the revision that ends the permission: what ingest lets in by then is before it or refused. */
  @Serves(sealBackfill)
  async seal(call: Call<typeof sealBackfill>) {
    const found = backfillOf(call.view, call.params);
    if (found.status === 'sealed') throw new Fault('entity_invalid', 'The backfill is sealed already.');
    const root = existing(call.view.root(found.root), 'root', found.root);
    const value: Backfill = { ...found, status: 'sealed' };
    const answer = await this.changes.commit(
      call,
      [{ act: 'change', entity: 'backfill', value, ...expected(call) }],
      (revision) => answerOf(sealBackfill, after(revision, 'backfill', found.id), { version: revision.revision }),
      {
        also: async (tables) => {
          await this.directives.add(call, root, tables, [sealDirective(wishOf(call), found.id)]);
        },
      },
    );
    this.outbox.accepted();
    return answer;
  }
}

/** A backfill of the root; another root's is as if it did not exist. */
function backfillOf(view: CatalogueView, params: { readonly root: string; readonly backfill: string }): Backfill {
  const found = view.get('backfill', params.backfill);
  return existing(found?.root === params.root ? found : undefined, 'backfill', params.backfill);
}
