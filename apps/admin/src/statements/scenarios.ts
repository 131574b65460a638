import { type CatalogueView, planFlaw as catalogueFlaw, type Plan, type PriceRow } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { canonicalProvider, ownPriceRow } from '@suanpan/price-book';
import { planFlaw as pricingFlaw } from '@suanpan/price-plan';
import { type Scenario, suppose } from '@suanpan/what-if';
import type { z } from 'zod';
import type { SupposedPlan, WhatIfScenario } from './what-if-shapes.ts';

type Asked = z.output<typeof WhatIfScenario>;

/** A scenario with what it supposes, beside the catalogue it makes. */
export interface Supposed {
  readonly scenario: Scenario;
  readonly plan: Plan | null | undefined;
  readonly priceRows: readonly PriceRow[] | undefined;
}

/** Makes the catalogue of a scenario. `entity_unknown` for another root's plan, `plan_invalid` or `price_invalid` for a flaw. */
export function supposed(
  view: CatalogueView,
  rows: readonly PriceRow[],
  { root, account }: { readonly root: string; readonly account: string },
  asked: Asked,
): Supposed {
  const plan = asked.plan === undefined || asked.plan === null ? asked.plan : planOf(view, root, asked.plan);
  const priceRows = asked.books === undefined && asked.prices === undefined ? undefined : rowsOf(rows, asked);
  const supposition = {
    account,
    ...(plan === undefined ? {} : { plan }),
    ...(priceRows === undefined ? {} : { priceRows }),
  };
  return { scenario: { name: asked.name, root, account, view: suppose(view, root, supposition) }, plan, priceRows };
}

/** A version that the root may be on, or one that nobody has written yet. */
export function planOf(view: CatalogueView, root: string, asked: string | z.output<typeof SupposedPlan>): Plan {
  if (typeof asked === 'string') {
    const known = view.get('plan', asked);
    if (known === undefined || (known.root !== null && known.root !== root)) {
      throw new Fault('entity_unknown', `plan ${asked} does not exist.`);
    }
    return known;
  }
  const plan: Plan = { ...asked, id: 'supposed@1', plan: 'supposed', version: 1, root };
  const flaw = catalogueFlaw(plan) ?? pricingFlaw(plan);
  if (flaw !== undefined) throw new Fault('plan_invalid', flaw);
  return plan;
}

/** The rows of the books that are named, and for the models that are named the supposed ones instead of theirs. */
function rowsOf(rows: readonly PriceRow[], { books, prices = [] }: Asked): PriceRow[] {
  const replaced = new Set(prices.map(({ provider, model }) => nameOf(provider, model)));
  const kept = rows.filter(
    (row) => (books === undefined || books.includes(row.book)) && !replaced.has(nameOf(row.provider, row.model)),
  );
  const own = prices.flatMap(({ prices: byLeaf, ...terms }) =>
    Object.entries(byLeaf).map(([leaf, price]) => ownPriceRow({ ...terms, leaf: leaf as Leaf, price: quoted(price) })),
  );
  return [...kept, ...own];
}

function quoted({ amount, per }: { readonly amount: string; readonly per?: number | undefined }) {
  return { amount, ...(per === undefined ? {} : { per }) };
}

function nameOf(provider: string, model: string): string {
  return JSON.stringify([canonicalProvider(provider), model.trim().toLowerCase()]);
}
