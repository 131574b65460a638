export type { NamedTree } from './account-tree.ts';
export { assembleStatement, type StatementInput } from './assemble-statement.ts';
export { type ClosingComparison, type ClosingTotal, compareClosing } from './compare-closing.ts';
export type {
  AccountNode,
  Adjustment,
  MarkedCalls,
  ModelNode,
  ProjectNode,
  RoundingRule,
  Statement,
  StatementLine,
  Subtotal,
} from './statement.ts';
export { STATEMENT_CSV_COLUMNS, statementCsv } from './statement-csv.ts';
export { lineId, statementId } from './statement-ids.ts';
export { statementDigest, statementJson } from './statement-json.ts';
export { type LineKeys, type StatementRow, sumRows } from './statement-row.ts';
export { type OrganisationStatement, type RootTotals, sumStatements } from './sum-statements.ts';
