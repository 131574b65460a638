import type { Period, Root } from '@suanpan/catalogue';
import { growTree, type NamedTree, subtreeOf } from './account-tree.ts';
import { ROUNDING, roundLine } from './round-line.ts';
import type { Adjustment, Statement, StatementLine } from './statement.ts';
import { statementId } from './statement-ids.ts';
import { type StatementRow, sumRows } from './statement-row.ts';

export interface StatementInput {
  readonly root: Pick<Root, 'id' | 'name'>;
  /** The root's own id for all of it, or any account below for its subtree. */
  readonly account: string;
  readonly period: Period;
  /** IANA zone the period is a month of. */
  readonly zone: string;
  readonly tree: NamedTree;
  /** All entries of the root that were posted to the period, added up in any way and in any order. */
  readonly rows: Iterable<StatementRow>;
  readonly closed: boolean;
  readonly unpricedCalls?: number;
  readonly markedCalls?: Statement['markedCalls'];
  readonly asOf?: Statement['asOf'];
}

/**
 * Makes the statement of an account for a month. Rows with the same keys are added up exactly, each sum is rounded once, and
 * every total is a sum of rounded lines. Neither the order of the rows nor how they were split has a say. The root's own statement
 * holds every row, also of accounts that the tree does not know; a department's holds its subtree.
 */
export function assembleStatement(input: StatementInput): Statement {
  const { root, account, period, zone, tree, rows, closed } = input;
  const isWhole = account === root.id;
  const inside = subtreeOf(tree, account);
  const own = sumRows(rows).filter((row) => isWhole || inside.has(row.account));
  const rounded = own.map((row) => roundLine(root.id, period.id, row));
  const { node, lines } = growTree(tree, account, rounded, period.id);
  const ordered = lines.map(({ line }) => line);
  return {
    v: 1,
    id: statementId(root.id, account, period.id),
    root: { id: root.id, name: root.name },
    account: { id: account, name: isWhole && !node.known ? root.name : node.name },
    period: { ...period, zone },
    status: closed ? 'closed' : 'open',
    rounding: ROUNDING,
    lines: ordered.filter((line) => line.servicePeriod === period.id),
    adjustments: ordered
      .filter((line) => line.servicePeriod !== period.id)
      .map((line) => adjustment(root.id, account, line)),
    tree: node,
    totals: node.subtotals,
    ...(input.unpricedCalls === undefined ? {} : { unpricedCalls: input.unpricedCalls }),
    ...(input.markedCalls === undefined || input.markedCalls.length === 0 ? {} : { markedCalls: input.markedCalls }),
    ...(input.asOf === undefined ? {} : { asOf: input.asOf }),
  };
}

function adjustment(root: string, account: string, line: StatementLine): Adjustment {
  const period = line.servicePeriod;
  return { ...line, adjusts: { period, statement: statementId(root, account, period) } };
}
