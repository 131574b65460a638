import { Controller, Inject } from '@nestjs/common';
import type { EntityKind, EntityTypes } from '@suanpan/catalogue';
import { newId } from '@suanpan/identity';
import { isInForce, type PlannedPrices, tieFault } from '@suanpan/price-book';
import type { z } from 'zod';
import { type Answer, answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type ChangeCall, type Changes } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import type { Operation } from '../frame/operation.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import type { Lists } from '../tree/lists.ts';
import {
  createAlias,
  createFxRate,
  createMarkup,
  endAlias,
  endMarkup,
  listAliases,
  listFxRates,
  listMarkups,
  listSeriesPoints,
  publishSeriesPoint,
} from './dated-operations.ts';
import { seesPublic } from './public-prices.ts';

type DatedKind = 'markup' | 'alias' | 'fxRate' | 'seriesPoint';

@Controller()
export class DatedRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listMarkups)
  async markups(call: Call<typeof listMarkups>) {
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
  createMarkup(call: Call<typeof createMarkup>) {
    const { id = newId('mu'), account, reason: _, ...terms } = call.body;
    const { root } = existing(call.view.account(account), 'account', account);
    const value = { id, root, account, ...terms };
    return this.#create(call, createMarkup, 'markup', value, { markups: [value] });
  }

  @Serves(endMarkup)
  endMarkup(call: Call<typeof endMarkup>) {
    return this.#end(call, endMarkup, 'markup');
  }

  @Serves(listAliases)
  async aliases(call: Call<typeof listAliases>) {
    const { provider, at } = call.query;
    const isPublic = seesPublic(call, 'price.view');
    const page = await this.lists.page(call, 'alias', {
      list: listAliases.id,
      filters: { provider, at },
      keep: (alias) =>
        isPublic &&
        (provider === undefined || alias.provider === provider) &&
        (at === undefined || isInForce(alias, at)),
    });
    return answerOf(listAliases, page);
  }

  @Serves(createAlias)
  createAlias(call: Call<typeof createAlias>) {
    const { id = newId('al'), reason: _, ...terms } = call.body;
    const value = { id, ...terms };
    return this.#create(call, createAlias, 'alias', value, { aliases: [value] });
  }

  @Serves(endAlias)
  endAlias(call: Call<typeof endAlias>) {
    return this.#end(call, endAlias, 'alias');
  }

  @Serves(listFxRates)
  async fxRates(call: Call<typeof listFxRates>) {
    const { name, base, quote } = call.query;
    const isPublic = seesPublic(call, 'price.view');
    const page = await this.lists.page(call, 'fxRate', {
      list: listFxRates.id,
      filters: { name, base, quote },
      keep: (rate) =>
        isPublic &&
        (name === undefined || rate.name === name) &&
        (base === undefined || rate.base === base) &&
        (quote === undefined || rate.quote === quote),
    });
    return answerOf(listFxRates, page);
  }

  @Serves(createFxRate)
  createFxRate(call: Call<typeof createFxRate>) {
    const { id = newId('fx'), reason: _, ...terms } = call.body;
    const value = { id, ...terms };
    return this.#create(call, createFxRate, 'fxRate', value, { fxRates: [value] });
  }

  @Serves(listSeriesPoints)
  async points(call: Call<typeof listSeriesPoints>) {
    const { series } = call.query;
    const isPublic = seesPublic(call, 'price.view');
    const page = await this.lists.page(call, 'seriesPoint', {
      list: listSeriesPoints.id,
      filters: { series },
      keep: (point) => isPublic && (series === undefined || point.series === series),
    });
    return answerOf(listSeriesPoints, page);
  }

  @Serves(publishSeriesPoint)
  publish(call: Call<typeof publishSeriesPoint>) {
    const { id = newId('pt'), reason: _, ...terms } = call.body;
    return this.#create(call, publishSeriesPoint, 'seriesPoint', { id, ...terms }, {});
  }

  #create<K extends DatedKind>(
    call: ChangeCall,
    operation: Pick<Operation<z.ZodType, z.ZodType, z.ZodType, z.ZodType<EntityTypes[K]>>, 'id' | 'answer'>,
    entity: K,
    value: EntityTypes[K],
    planned: PlannedPrices,
  ): Promise<Answer> {
    const change = { act: 'create', entity, value } as Parameters<Changes['commit']>[1][number];
    return this.changes.commit(
      call,
      [change],
      (revision) =>
        answerOf(operation as never, after(revision, entity, value.id) as never, { version: revision.revision }),
      { check: (view) => tieFault(view, planned) },
    );
  }

  #end<K extends Extract<EntityKind, 'markup' | 'alias'>>(
    call: ChangeCall & { readonly body: { readonly id: string } },
    operation: typeof endMarkup | typeof endAlias,
    entity: K,
  ): Promise<Answer> {
    const { id } = call.body;
    const found = existing(call.view.get(entity, id), entity, id);
    return this.changes.commit(call, [{ act: 'end', entity, id }], () => answerOf(operation as never, found as never));
  }
}
