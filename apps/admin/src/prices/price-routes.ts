import { Controller, Inject } from '@nestjs/common';
import type { PriceRow } from '@suanpan/catalogue';
import type { ChangeRequest } from '@suanpan/catalogue-postgres';
import { Fault } from '@suanpan/fault';
import { comparableModel, isInForce, matchRank, NO_MATCH, tieFault } from '@suanpan/price-book';
import { RequestFault } from '@suanpan/service-runtime';
import { answerOf } from '../frame/answer.ts';
import type { Call, CallContext } from '../frame/call.ts';
import type { Changes } from '../frame/changes.ts';
import type { Cursors } from '../frame/cursor.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readPage } from '../frame/page.ts';
import { CHANGES, CURSORS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import { createPrices, endPrice, listPrices, readPrice } from './price-operations.ts';
import { rowsOf, rowUntil } from './price-rows.ts';
import { seesPublic } from './public-prices.ts';

type ListCall = Call<typeof listPrices>;
type Matches = (row: PriceRow) => boolean;

/** How `root` asks for what is everybody's; no id is written like that. */
const EVERYBODYS = '-';

@Controller()
export class PriceRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Serves(listPrices)
  async list(call: ListCall) {
    const { limit, cursor, ...filters } = call.query;
    const sees = seeing(call);
    const matches = matching(call.query);
    const rows = standing(call)
      .filter((row) => matches.every((holds) => holds(row)) && sees(row))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const page = await readPage<PriceRow>(this.cursors, {
      list: listPrices.id,
      filters,
      limit: limit ?? LIMIT_FALLBACK,
      cursor,
      read: (after, count) => rows.filter(({ id }) => after === undefined || id > after).slice(0, count),
      keyOf: ({ id }) => id,
      keep: () => true,
    });
    return answerOf(listPrices, page);
  }

  @Serves(createPrices)
  create(call: Call<typeof createPrices>) {
    const rows = rowsOf(call.body, call.view);
    const changes = rows.map((value) => ({ act: 'create', entity: 'priceRow', value }) as const);
    return this.changes.commit(call, changes, () => answerOf(createPrices, { items: rows }), {
      check: (view) => tieFault(view, { rows }),
    });
  }

  @Serves(readPrice)
  read(call: Call<typeof readPrice>) {
    const { price: id } = call.params;
    const found = call.view.get('priceRow', id);
    const row = existing(found !== undefined && seeing(call)(found) ? found : undefined, 'priceRow', id);
    return answerOf(readPrice, row, { version: call.catalogue.changedBy('priceRow', id) });
  }

  @Serves(endPrice)
  end(call: Call<typeof endPrice>) {
    const { price: id } = call.params;
    const ended = existing(call.view.get('priceRow', id), 'priceRow', id);
    const until = rowUntil(ended, call.body.at);
    const rows = until === undefined ? [] : [until];
    const changes: ChangeRequest[] = [
      { act: 'end', entity: 'priceRow', id },
      ...rows.map((value) => ({ act: 'create', entity: 'priceRow', value }) as const),
    ];
    return this.changes.commit(call, changes, () => answerOf(endPrice, { ended, until: until ?? null }), {
      check: (view) => tieFault(view, { rows, ended: [id] }),
    });
  }
}

/** The rows that stand, or stood at a revision. */
function standing({ catalogue, view, query: { provider, revision } }: ListCall): readonly PriceRow[] {
  if (revision === undefined) return provider === undefined ? catalogue.all('priceRow') : view.priceRows(provider);
  if (provider === undefined) {
    const detail = 'provider must be named with a revision.';
    throw new RequestFault('request_invalid', detail, { flaws: [{ pointer: '/query/provider', detail }] });
  }
  if (revision > view.revision) throw new Fault('entity_unknown', `revision ${revision} does not exist.`);
  return catalogue.asOf(revision).priceRows(provider);
}

function matching({ model, name, leaf, book, currency, root, account, asOf }: ListCall['query']): Matches[] {
  const comparable = name === undefined ? undefined : comparableModel(name);
  return [
    (row) => model === undefined || row.model === model,
    (row) => leaf === undefined || row.leaf === leaf,
    (row) => book === undefined || row.book === book,
    (row) => currency === undefined || row.currency === currency,
    (row) => root === undefined || (row.root ?? EVERYBODYS) === root,
    (row) => account === undefined || row.account === account,
    (row) => asOf === undefined || isInForce(row, asOf),
    (row) => comparable === undefined || matchRank(row.matcher, comparable) !== NO_MATCH,
  ];
}

/** Tells which rows the caller sees. */
function seeing(call: Pick<CallContext, 'may' | 'view' | 'caller' | 'now'>): Matches {
  const isPublic = seesPublic(call, 'price.view');
  const owners = new Map<string, boolean>();
  return ({ root, account }) => {
    const owner = account ?? root;
    if (owner === null) return isPublic;
    const known = owners.get(owner) ?? call.may('price.view', accountNode(owner)).allowed;
    owners.set(owner, known);
    return known;
  };
}
