import type { Organisation } from '@suanpan/catalogue';
import type { Statement, Subtotal } from './statement.ts';
import { addSubtotals } from './subtotals.ts';

/** The part of an organisation's view that one root is. */
export interface RootTotals {
  readonly root: Statement['root'];
  /** Id of the root's statement. */
  readonly statement: string;
  /** The month by the root's own zone: bounds of roots in different zones differ by hours. */
  readonly period: Statement['period'];
  readonly status: Statement['status'];
  readonly totals: readonly Subtotal[];
}

/** What several roots come to together. */
export interface OrganisationStatement {
  readonly v: 1;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly roots: readonly RootTotals[];
  /** `open` while any of them is. */
  readonly status: Statement['status'];
  /** One per currency, never added up. */
  readonly totals: readonly Subtotal[];
}

/**
 * Adds the statements of an organisation's roots per currency. Totals of rounded lines are added, nothing is rounded again. A root
 * that is handed in twice counts once.
 */
export function sumStatements(
  organisation: Pick<Organisation, 'id' | 'name'>,
  statements: readonly Statement[],
): OrganisationStatement {
  const byRoot = new Map(statements.map((statement) => [statement.root.id, statement]));
  const roots = [...byRoot.values()].map(({ root, id, period, status, totals }) => ({
    root,
    statement: id,
    period,
    status,
    totals,
  }));
  return {
    v: 1,
    organisation: { id: organisation.id, name: organisation.name },
    roots,
    status: roots.some(({ status }) => status === 'open') ? 'open' : 'closed',
    totals: addSubtotals(roots.flatMap(({ totals }) => totals)),
  };
}
