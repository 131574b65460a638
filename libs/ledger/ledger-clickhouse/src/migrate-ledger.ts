import { type ClickHouse, type Migration, migrate } from '@suanpan/clickhouse';
import { ANALYST_VIEWS, type AnalystView, createView, FIRST_VIEWS, PLAN_VIEWS } from './sql/analyst-views.ts';
import { MARK_COLUMNS } from './sql/mark-columns.ts';
import { PLAN_COLUMNS, POSTING_PROJECTION } from './sql/plan-columns.ts';
import { REPAIRS_TABLE } from './sql/repairs-table.ts';
import { USAGE_TABLE } from './sql/usage-table.ts';
import { columnsOfSelect, commentColumns } from './sql/view-columns.ts';

function viewWithComments(view: AnalystView): string[] {
  return [createView(view), commentColumns(view.name, columnsOfSelect(view.select))];
}

/** Everything the ledger has in ClickHouse, in the order it is made. A migration is never changed once it was released, unless it is repeatable. */
export const LEDGER_MIGRATIONS: readonly Migration[] = [
  { id: 'ledger-0001-usage', sql: ['CREATE DATABASE IF NOT EXISTS ledger', USAGE_TABLE, REPAIRS_TABLE] },
  {
    id: 'ledger-0002-analyst-views',
    sql: ['CREATE DATABASE IF NOT EXISTS analyst', ...FIRST_VIEWS.map(createView)],
  },
  { id: 'ledger-0003-plans', sql: [...PLAN_COLUMNS, ...POSTING_PROJECTION, ...PLAN_VIEWS.map(createView)] },
  { id: 'ledger-0004-marks', sql: MARK_COLUMNS },
  // Last, and again whenever a quantity or a view is new.
  { id: 'ledger-views', sql: ANALYST_VIEWS.flatMap(viewWithComments), repeatable: true },
];

/** Makes or completes the ledger with an admin's connection; gives the ids of the migrations that ran. */
export async function migrateLedger(admin: ClickHouse): Promise<string[]> {
  return migrate(admin, LEDGER_MIGRATIONS);
}
