import type { Catalogue, CatalogueView, Period, Root } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { Log } from '@suanpan/kafka';
import { assembleStatement, type NamedTree, type Statement } from '@suanpan/statement';
import { countUnpricedCalls, readMarkedCalls, readPostedRows } from '@suanpan/statement-clickhouse';
import { closedPeriods } from '../money/closings.ts';

/** Reads what is stated from the ledger. */
export class Statements {
  readonly #ledger: ClickHouse;
  readonly #log: Log;

  constructor(ledger: ClickHouse, log: Log) {
    this.#ledger = ledger;
    this.#log = log;
  }

  /** The statement of an account of a root for a month of the root's calendar. */
  async of(catalogue: Catalogue, root: Root, account: string, period: Period): Promise<Statement> {
    const { id, shard, zone } = root;
    const tree = treeOf(catalogue, id);
    const accounts = account === id ? undefined : accountsBelow(catalogue.asOf(catalogue.revision), account);
    const [closed, { rows, asOf }, unpricedCalls, markedCalls] = await Promise.all([
      closedPeriods(this.#ledger, this.#log, root),
      readPostedRows(this.#ledger, { root: id, shard, period: period.id }),
      countUnpricedCalls(this.#ledger, id, period, accounts),
      readMarkedCalls(this.#ledger, id, period.id, accounts),
    ]);
    const newest = [...closed.keys()].sort().at(-1) ?? '';
    return assembleStatement({
      ...{ root, account, period, zone, tree, rows, unpricedCalls, markedCalls, asOf },
      closed: period.id <= newest,
    });
  }
}

function treeOf(catalogue: Catalogue, root: string): NamedTree {
  return {
    accounts: catalogue.all('account').filter((account) => account.root === root),
    projects: catalogue.all('project').filter((project) => project.root === root),
  };
}

/** An account and everything below it. */
export function accountsBelow(view: CatalogueView, top: string): string[] {
  const found = new Set([top]);
  // A set is walked in the order of adding, what is added on the way included.
  for (const account of found) for (const { id } of view.under('account', account)) found.add(id);
  return [...found];
}
