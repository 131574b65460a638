import { Controller, Inject } from '@nestjs/common';
import { newId } from '@suanpan/identity';
import { tieFault } from '@suanpan/price-book';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import type { Lists } from '../tree/lists.ts';
import { endOf } from './ending.ts';
import { createMarkup, endMarkup, listMarkups, readMarkup } from './markup-operations.ts';

@Controller()
export class MarkupRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listMarkups)
  async list(call: Call<typeof listMarkups>) {
    const { root, account } = call.query;
    const page = await this.lists.page(call, 'markup', {
      list: listMarkups.id,
      filters: { root, account },
      ...(root === undefined ? {} : { root }),
      keep: (markup) =>
        (account === undefined || markup.account === account) &&
        call.may('price.view', accountNode(markup.account)).allowed,
    });
    return answerOf(listMarkups, page);
  }

  @Serves(createMarkup)
  create(call: Call<typeof createMarkup>) {
    const { id = newId('mu'), account, reason: _, ...terms } = call.body;
    const { root } = existing(call.view.account(account), 'account', account);
    const value = { id, root, account, ...terms };
    return this.changes.commit(
      call,
      [{ act: 'create', entity: 'markup', value }],
      (revision) =>
        answerOf(createMarkup, after(revision, 'markup', id), {
          version: revision.revision,
          headers: { location: `/v1/markups/${id}` },
        }),
      { check: (view) => tieFault(view, { markups: [value] }) },
    );
  }

  @Serves(readMarkup)
  read({ view, params: { markup: id }, catalogue }: Call<typeof readMarkup>) {
    const markup = existing(view.get('markup', id), 'markup', id);
    return answerOf(readMarkup, markup, { version: catalogue.changedBy('markup', id) });
  }

  @Serves(endMarkup)
  end(call: Call<typeof endMarkup>) {
    const { markup: id } = call.params;
    const found = existing(call.view.get('markup', id), 'markup', id);
    const ended = endOf(found, call.body.at);
    return this.changes.commit(
      call,
      [
        ended === undefined
          ? { act: 'end', entity: 'markup', id, ...expected(call) }
          : { act: 'change', entity: 'markup', value: ended, ...expected(call) },
      ],
      (revision) => answerOf(endMarkup, ended ?? found, { version: revision.revision }),
    );
  }
}
