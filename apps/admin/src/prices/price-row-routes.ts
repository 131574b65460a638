import { Controller, Inject } from '@nestjs/common';
import type { PriceRow } from '@suanpan/catalogue';
import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import { Fault } from '@suanpan/fault';
import {
  comparableModel,
  isInForce,
  matchRank,
  NO_MATCH,
  ownPriceList,
  tieFault,
  zonedWindowRows,
} from '@suanpan/price-book';
import { RequestFault } from '@suanpan/service-runtime';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import type { Changes } from '../frame/changes.ts';
import type { Cursors } from '../frame/cursor.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { type Page, readPage } from '../frame/page.ts';
import { CHANGES, CURSORS, WRITER } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import { createPrices, endPriceRow, listPriceRows } from './price-row-operations.ts';
import { seesPublic } from './public-prices.ts';

type ListCall = Call<typeof listPriceRows>;

@Controller()
export class PriceRowRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(WRITER) private readonly writer: CatalogueWriter,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Serves(listPriceRows)
  async list(call: ListCall) {
    return answerOf(listPriceRows, await this.#page(call));
  }

  @Serves(createPrices)
  create(call: Call<typeof createPrices>) {
    const rows = rowsOf(call);
    const changes = rows.map((value) => ({ act: 'create', entity: 'priceRow', value }) as const);
    return this.changes.commit(
      call,
      changes,
      (revision) => answerOf(createPrices, { items: rows, revision: revision.revision }),
      { check: (view) => tieFault(view, { rows }) },
    );
  }

  @Serves(endPriceRow)
  end(call: Call<typeof endPriceRow>) {
    const { id } = call.body;
    const row = existing(call.view.get('priceRow', id), 'priceRow', id);
    return this.changes.commit(call, [{ act: 'end', entity: 'priceRow', id }], () => answerOf(endPriceRow, row));
  }

  #page(call: ListCall): Promise<Page<PriceRow>> {
    const { limit, cursor, revision, provider, ...filters } = call.query;
    const standing = revision === undefined ? undefined : rowsAsOf(call, revision, provider);
    const { root } = filters;
    return readPage<PriceRow>(this.cursors, {
      list: listPriceRows.id,
      filters: { ...filters, revision, provider },
      limit: limit ?? LIMIT_FALLBACK,
      cursor,
      read: (after, count) =>
        standing === undefined
          ? this.writer.list('priceRow', {
              limit: count,
              ...(after === undefined ? {} : { after }),
              ...(root === undefined || root === NOBODYS ? {} : { root }),
            })
          : standing.filter(({ id }) => after === undefined || id > after).slice(0, count),
      keyOf: ({ id }) => id,
      keep: keeper(call),
    });
  }
}

const NOBODYS = 'none';

/** The rows of a provider as they stood at a revision, by id. */
function rowsAsOf({ catalogue }: ListCall, revision: number, provider: string | undefined): PriceRow[] {
  if (provider === undefined) {
    const detail = 'provider must be named with a revision.';
    throw new RequestFault('request_invalid', detail, { flaws: [{ pointer: '/query/provider', detail }] });
  }
  if (revision > catalogue.revision) throw new Fault('entity_unknown', `revision ${revision} does not exist.`);
  const rows = catalogue.asOf(revision).priceRows(provider);
  return [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What the filters ask for, and the caller may see. */
function keeper(call: ListCall): (row: PriceRow) => boolean {
  const { provider, model, name, leaf, book, currency, root, account, at } = call.query;
  const isPublic = seesPublic(call, 'price.view');
  const comparable = name === undefined ? undefined : comparableModel(name);
  const wanted = [
    (row: PriceRow) => provider === undefined || row.provider === provider,
    (row: PriceRow) => model === undefined || row.model === model,
    (row: PriceRow) => leaf === undefined || row.leaf === leaf,
    (row: PriceRow) => book === undefined || row.book === book,
    (row: PriceRow) => currency === undefined || row.currency === currency,
    (row: PriceRow) => root === undefined || (row.root ?? NOBODYS) === root,
    (row: PriceRow) => account === undefined || row.account === account,
    (row: PriceRow) => at === undefined || isInForce(row, at),
    (row: PriceRow) => comparable === undefined || matchRank(row.matcher, comparable) !== NO_MATCH,
  ];
  const seen = ({ root: owner, account: at_ }: PriceRow) =>
    owner === null ? isPublic : call.may('price.view', accountNode(at_ ?? owner)).allowed;
  return (row) => wanted.every((holds) => holds(row)) && seen(row);
}

function rowsOf({ body, view }: Call<typeof createPrices>): PriceRow[] {
  const { reason: _, window, root, account, ...terms } = body;
  if (account !== undefined) {
    const owner = existing(view.account(account), 'account', account);
    if (owner.root !== root) throw new Fault('entity_invalid', `account ${account} belongs to another root.`);
  }
  const owned = { ...terms, root, ...(account === undefined ? {} : { account }) };
  if (window === undefined) return ownPriceList(owned);
  const { horizon, ...zoned } = window;
  return zonedWindowRows({ ...owned, window: zoned, horizon });
}
