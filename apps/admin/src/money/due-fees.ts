import type { CatalogueView } from '@suanpan/catalogue';
import { BILLING_SOURCE } from '@suanpan/directives';
import type { Fee } from '@suanpan/facts';
import { planFees } from '@suanpan/price-plan';
import type { EntityManager } from 'typeorm';
import type { DirectiveOutbox } from '../store/directive-outbox.ts';

/** Fees of a month against what was told before. */
export interface DueFees {
  /** To be told: never told before, or with another amount. */
  readonly due: readonly Fee[];
  /** How many were told last with the same amount. */
  readonly unchanged: number;
}

/** What a billing run has to tell. A fee says what is due in all, so that only a changed one is told again. */
export async function dueFees(
  outbox: DirectiveOutbox,
  view: CatalogueView,
  { root, period, now }: { readonly root: string; readonly period: string; readonly now: number },
  tables?: EntityManager,
): Promise<DueFees> {
  const told = await toldFees(outbox, root, period, tables);
  const due: Fee[] = [];
  let unchanged = 0;
  for (const fee of planFees(view, root, period, now)) {
    const before = told.get(nameOf(fee));
    // Nothing due and never told is nothing at all.
    if (before === undefined ? fee.amount === '0' : before.amount === fee.amount && before.currency === fee.currency) {
      if (before !== undefined) unchanged += 1;
    } else due.push(fee);
  }
  return { due, unchanged };
}

/** The fees of a month that were told last, by assignment and component. */
async function toldFees(
  outbox: DirectiveOutbox,
  root: string,
  period: string,
  tables: EntityManager | undefined,
): Promise<ReadonlyMap<string, Fee>> {
  const told = new Map<string, Fee>();
  for (const { directive } of await outbox.beginning(root, 'fee:', tables)) {
    const isOfPlan = directive.directive === 'fee' && directive.source === BILLING_SOURCE;
    if (isOfPlan && directive.period === period) told.set(nameOf(directive), directive);
  }
  return told;
}

function nameOf({ assignment = '', component = '' }: Fee): string {
  return JSON.stringify([assignment, component]);
}
