import { textTable } from '../output/table.ts';
import type {
  AccountNode,
  OrganisationStatement,
  ProjectNode,
  Statement,
  StatementLine,
  Subtotal,
} from './statement.ts';

const RIGHT = 'right' as const;

/** A statement as people read it: what it is of, the tree of subtotals, and the total. */
export function statementText(statement: Statement): string[] {
  const { account, period, status, totals, unpricedCalls = 0, markedCalls = [] } = statement;
  const currencies = totals.map(({ currency }) => currency);
  const columns = [{ title: 'WHAT' }, ...currencies.map((title) => ({ title, align: RIGHT }))];
  const rows = accountRows(statement.tree, 0).map(({ depth, what, subtotals }) => [
    `${'  '.repeat(depth)}${what}`,
    ...currencies.map((currency) => amountIn(subtotals, currency)),
  ]);
  const heading = `Statement of ${account.name} for ${period.id} (${period.zone}), ${status}`;
  const sum =
    totals.length === 0 ? ['Nothing is owed.'] : textTable(columns, [...rows, ['total', ...totals.map(amountOf)]]);
  const marked = markedCalls.map(
    ({ mark, calls, amount, currency }) =>
      `${calls.toLocaleString('en')} calls are marked ${mark}, ${`${amount} ${currency}`.trim()}.`,
  );
  return [heading, '', ...sum, ...notes(totals, unpricedCalls), ...marked];
}

/** The roots of an organisation and what they owe together; currencies are never added up. */
export function organisationText(
  { organisation, roots, status, totals }: OrganisationStatement,
  period: string,
): string[] {
  const currencies = totals.map(({ currency }) => currency);
  const columns = [{ title: 'ROOT' }, { title: 'STATUS' }, ...currencies.map((title) => ({ title, align: RIGHT }))];
  const rows = roots.map(({ root, status: own, totals: sums }) => [
    ...[root.name, own],
    ...currencies.map((currency) => amountIn(sums, currency)),
  ]);
  const sum = textTable(columns, [...rows, ['total', status, ...totals.map(amountOf)]]);
  return [`Statement of ${organisation.name} for ${period}, ${status}`, '', ...sum];
}

interface Row {
  readonly depth: number;
  readonly what: string;
  readonly subtotals: readonly Subtotal[];
}

function accountRows({ name, subtotals, projects, accounts }: AccountNode, depth: number): Row[] {
  return [
    { depth, what: name, subtotals },
    ...projects.flatMap((project) => projectRows(project, depth + 1)),
    ...accounts.flatMap((account) => accountRows(account, depth + 1)),
  ];
}

/** What was charged without usage, such as a fee, may belong to no project and no model. */
function projectRows({ project, name, subtotals, models }: ProjectNode, depth: number): Row[] {
  const what = project === '' ? 'without a project' : `project ${name}`;
  const rows = models.map((model) => ({
    depth: depth + 1,
    what: model.model === '' ? 'fees and credits' : `${model.provider}/${model.model}`,
    subtotals: model.subtotals,
  }));
  return [{ depth, what, subtotals }, ...rows];
}

function amountIn(subtotals: readonly Subtotal[], currency: string): string {
  const found = subtotals.find((each) => each.currency === currency);
  return found === undefined ? '' : amountOf(found);
}

function amountOf({ amount }: Subtotal): string {
  return amount;
}

function notes(totals: readonly Subtotal[], unpricedCalls: number): string[] {
  const adjusted = totals.filter(({ adjustments }) => /[1-9]/.test(adjustments));
  return [
    ...adjusted.map(({ adjustments, currency }) => `of which for closed months: ${adjustments} ${currency}`),
    ...(unpricedCalls > 0 ? [`${unpricedCalls.toLocaleString('en')} calls have no price yet and are not in it.`] : []),
  ];
}

/** The lines of a statement as a table. */
export function linesText(lines: readonly StatementLine[]): string[] {
  const columns = [
    { title: 'LINE' },
    { title: 'ACCOUNT' },
    { title: 'PROJECT' },
    { title: 'MODEL' },
    { title: 'ITEM' },
    { title: 'COMPONENT' },
    { title: 'QUANTITY', align: RIGHT },
    { title: 'AMOUNT', align: RIGHT },
  ];
  const rows = lines.map(({ id, account, project, provider, model, item, component, quantity, amount, currency }) => [
    ...[id, account, project || '-', model === '' ? '-' : `${provider}/${model}`, item, component || 'list'],
    ...[quantity, `${amount} ${currency}`],
  ]);
  return textTable(columns, rows);
}
