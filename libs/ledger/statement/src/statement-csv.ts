import type { AccountNode, Statement, StatementLine } from './statement.ts';

/** The columns in their order; they are part of the API. */
export const STATEMENT_CSV_COLUMNS: readonly string[] = [
  ...['statement', 'status', 'root', 'account', 'account_name', 'project', 'project_name', 'provider', 'model'],
  ...['item', 'plan', 'component', 'posting_period', 'service_period', 'adjusts_statement', 'currency', 'quantity'],
  ...['amount', 'exact_amount', 'line'],
];

/**
 * A statement as CSV (RFC 4180: CRLF, UTF-8, a header): one row per line and adjustment, decimals as plain text. A text that
 * a spreadsheet would run as a formula is written behind an apostrophe.
 */
export function statementCsv(statement: Statement): string {
  const names = namesOf(statement.tree);
  const rows = [
    ...statement.lines.map((line) => rowOf(statement, names, line, '')),
    ...statement.adjustments.map((line) => rowOf(statement, names, line, line.adjusts.statement)),
  ];
  return [STATEMENT_CSV_COLUMNS.join(','), ...rows, ''].join('\r\n');
}

interface Names {
  readonly accounts: Map<string, string>;
  readonly projects: Map<string, string>;
}

function rowOf(statement: Statement, names: Names, line: StatementLine, adjusts: string): string {
  const { account, project } = line;
  const texts = [
    ...[statement.id, statement.status, statement.root.id, account, names.accounts.get(account) ?? account],
    ...[project, names.projects.get(project) ?? project, line.provider, line.model, line.item, line.plan],
    ...[line.component, statement.period.id, line.servicePeriod, adjusts, line.currency],
  ];
  // Numbers of our own making may begin with a minus and stay numbers.
  return [...texts.map(textCell), line.quantity, line.amount, line.exactAmount, line.id].join(',');
}

function namesOf(tree: AccountNode): Names {
  const names: Names = { accounts: new Map(), projects: new Map() };
  const nodes = [tree];
  for (const node of nodes) {
    names.accounts.set(node.account, node.name);
    for (const { project, name } of node.projects) names.projects.set(project, name);
    nodes.push(...node.accounts);
  }
  return names;
}

/** What spreadsheets take for the beginning of a formula, also in the full width that Chinese and Japanese input makes. */
const FORMULA = /^[\s]*[=+\-@|%＝＋－＠]|^[\t\r\n]/;

function textCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
