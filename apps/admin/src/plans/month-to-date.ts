import type { Catalogue, CatalogueView, Period, Plan } from '@suanpan/catalogue';
import type { UsageGroup } from '@suanpan/charging';
import type { ClickHouse } from '@suanpan/clickhouse';
import { readHistory } from '@suanpan/usage-history';
import { boundariesOf, type DatedTerms, dependsOnOrder } from '@suanpan/what-if';

/** Whose usage of which month is wanted. */
export interface MonthScope {
  readonly catalogue: Catalogue;
  readonly view: CatalogueView;
  readonly root: string;
  /** The account and all below it. */
  readonly account: string;
  readonly plan: Plan;
  readonly period: Period;
  readonly now: number;
}

/** What was used in a month so far, by the ledger, in groups that prices treat alike. `ledger_unavailable` where it is silent. */
export function monthToDate(ledger: ClickHouse, scope: MonthScope): AsyncGenerator<UsageGroup> {
  const { catalogue, view, root, account, plan, period, now } = scope;
  const [from, to] = [period.from, Math.min(period.to, now)];
  // What other accounts use counts under their own assignments; leaving it out is only faster.
  const accounts = account === root ? {} : { accounts: subtreeOf(view, account) };
  return readHistory(
    ledger,
    { root, from, to, ...accounts },
    {
      boundaries: boundariesOf(datedTerms(catalogue, view, root), from, to),
      grain: dependsOnOrder(plan) ? 'day' : 'boundary',
    },
  );
}

/** Everything in the catalogue that can make two calls of a root cost differently because of their time or size. */
export function datedTerms(catalogue: Pick<Catalogue, 'all'>, view: CatalogueView, root: string): DatedTerms {
  const calendar = view.get('calendar', root);
  return {
    priceRows: catalogue.all('priceRow').filter((row) => row.root === null || row.root === root),
    ...(calendar === undefined ? {} : { calendar }),
    assignments: catalogue.all('assignment').filter((assignment) => assignment.root === root),
    seriesPoints: catalogue.all('seriesPoint'),
    fxRates: catalogue.all('fxRate'),
    spans: [...catalogue.all('alias'), ...catalogue.all('markup').filter((markup) => markup.root === root)],
  };
}

/** An account and every account below it. */
function subtreeOf(view: CatalogueView, account: string): string[] {
  const tree = new Set([account]);
  for (const each of tree) for (const { id } of view.under('account', each)) tree.add(id);
  return [...tree];
}
