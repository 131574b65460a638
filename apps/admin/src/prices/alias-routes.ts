import { Controller, Inject } from '@nestjs/common';
import { newId } from '@suanpan/identity';
import { isInForce, tieFault } from '@suanpan/price-book';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import type { Lists } from '../tree/lists.ts';
import { createAlias, endAlias, listAliases, readAlias } from './alias-operations.ts';
import { endOf } from './ending.ts';
import { existingPublic, seesPublic } from './public-prices.ts';

@Controller()
export class AliasRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listAliases)
  async list(call: Call<typeof listAliases>) {
    const { provider, alias: name, asOf } = call.query;
    const sees = seesPublic(call, 'price.view');
    const page = await this.lists.page(call, 'alias', {
      list: listAliases.id,
      filters: { provider, name, asOf },
      keep: (alias) =>
        sees &&
        (provider === undefined || alias.provider === provider) &&
        (name === undefined || alias.alias === name) &&
        (asOf === undefined || isInForce(alias, asOf)),
    });
    return answerOf(listAliases, page);
  }

  @Serves(createAlias)
  create(call: Call<typeof createAlias>) {
    const { id = newId('al'), reason: _, ...terms } = call.body;
    const value = { id, ...terms };
    return this.changes.commit(
      call,
      [{ act: 'create', entity: 'alias', value }],
      (revision) =>
        answerOf(createAlias, after(revision, 'alias', id), {
          version: revision.revision,
          headers: { location: `/v1/model-aliases/${id}` },
        }),
      { check: (view) => tieFault(view, { aliases: [value] }) },
    );
  }

  @Serves(readAlias)
  read(call: Call<typeof readAlias>) {
    const alias = existingPublic(call, 'alias', call.params.alias);
    return answerOf(readAlias, alias, { version: call.catalogue.changedBy('alias', alias.id) });
  }

  @Serves(endAlias)
  end(call: Call<typeof endAlias>) {
    const { alias: id } = call.params;
    const found = existing(call.view.get('alias', id), 'alias', id);
    const ended = endOf(found, call.body.at);
    return this.changes.commit(
      call,
      [
        ended === undefined
          ? { act: 'end', entity: 'alias', id, ...expected(call) }
          : { act: 'change', entity: 'alias', value: ended, ...expected(call) },
      ],
      (revision) => answerOf(endAlias, ended ?? found, { version: revision.revision }),
    );
  }
}
