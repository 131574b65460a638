import { Controller, Inject } from '@nestjs/common';
import { newId } from '@suanpan/identity';
import { tieFault } from '@suanpan/price-book';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import type { Lists } from '../tree/lists.ts';
import { createFxRate, endFxRate, listFxRates, readFxRate } from './fx-operations.ts';
import { existingPublic, seesPublic } from './public-prices.ts';

@Controller()
export class FxRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listFxRates)
  async list(call: Call<typeof listFxRates>) {
    const { name, base, quote } = call.query;
    const sees = seesPublic(call, 'price.view');
    const page = await this.lists.page(call, 'fxRate', {
      list: listFxRates.id,
      filters: { name, base, quote },
      keep: (rate) =>
        sees &&
        (name === undefined || rate.name === name) &&
        (base === undefined || rate.base === base) &&
        (quote === undefined || rate.quote === quote),
    });
    return answerOf(listFxRates, page);
  }

  @Serves(createFxRate)
  create(call: Call<typeof createFxRate>) {
    const { id = newId('fx'), reason: _, ...terms } = call.body;
    const value = { id, ...terms };
    return this.changes.commit(
      call,
      [{ act: 'create', entity: 'fxRate', value }],
      (revision) =>
        answerOf(createFxRate, after(revision, 'fxRate', id), {
          headers: { location: `/v1/fx-rates/${encodeURIComponent(id)}` },
        }),
      { check: (view) => tieFault(view, { fxRates: [value] }) },
    );
  }

  @Serves(readFxRate)
  read(call: Call<typeof readFxRate>) {
    return answerOf(readFxRate, existingPublic(call, 'fxRate', call.params.rate));
  }

  @Serves(endFxRate)
  end(call: Call<typeof endFxRate>) {
    const { rate: id } = call.params;
    const found = existing(call.view.get('fxRate', id), 'fxRate', id);
    return this.changes.commit(call, [{ act: 'end', entity: 'fxRate', id }], () => answerOf(endFxRate, found));
  }
}
