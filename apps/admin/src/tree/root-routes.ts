import { Controller, Inject } from '@nestjs/common';
import { newId } from '@suanpan/identity';
import { rootsSeen } from '@suanpan/permissions';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import type { Cursors } from '../frame/cursor.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readPage } from '../frame/page.ts';
import { CHANGES, CURSORS } from '../frame/parts.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import { changeRoot, createRoot, listRoots, readRoot } from './root-operations.ts';

@Controller()
export class RootRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Serves(listRoots)
  async list(call: Call<typeof listRoots>) {
    const { view, now, caller, query } = call;
    const ids = rootsSeen({ view, actor: caller.actor, permission: 'account.view', now }).sort();
    const page = await readPage(this.cursors, {
      list: listRoots.id,
      filters: null,
      limit: query.limit ?? LIMIT_FALLBACK,
      cursor: query.cursor,
      read: (last, count) => ids.filter((id) => last === undefined || id > last).slice(0, count),
      keyOf: (id) => id,
      keep: () => true,
    });
    const items = page.items.map((id) => existing(view.root(id), 'root', id));
    return answerOf(listRoots, { ...page, items });
  }

  @Serves(createRoot)
  create(call: Call<typeof createRoot>) {
    const { id = newId('root'), name, zone } = call.body;
    return this.changes.commit(call, [{ act: 'create', entity: 'root', value: { id, name, zone } }], (revision) =>
      answerOf(createRoot, after(revision, 'root', id), {
        version: revision.revision,
        headers: { location: `/v1/roots/${id}` },
      }),
    );
  }

  @Serves(readRoot)
  read(call: Call<typeof readRoot>) {
    const { root } = call.params;
    const version = call.catalogue.changedBy('root', root);
    return answerOf(readRoot, existing(call.view.root(root), 'root', root), { version });
  }

  @Serves(changeRoot)
  change(call: Call<typeof changeRoot>) {
    const { root } = call.params;
    const { name, zone } = existing(call.view.root(root), 'root', root);
    const value = { id: root, name: call.body.name ?? name, zone: call.body.zone ?? zone };
    return this.changes.commit(call, [{ act: 'change', entity: 'root', value, ...expected(call) }], (revision) =>
      answerOf(changeRoot, after(revision, 'root', root), { version: revision.revision }),
    );
  }
}
