import { ANALYST_DATABASES } from './config-files.ts';
import type { Engine } from './engine.ts';
import { type EngineNames, OPEN_TABLE_FUNCTIONS } from './gate.ts';
import { AS_THE_DOOR } from './request-mark.ts';

async function column(engine: Engine, sql: string): Promise<string[]> {
  const { bytes } = await engine.runAlone([AS_THE_DOOR, sql], 'JSONCompactColumns');
  const [values = []] = JSON.parse(bytes.toString('utf8')) as [string[]?];
  return values;
}

/** Names of the databases that exist. */
export function databasesOf(engine: Engine): Promise<string[]> {
  return column(engine, 'SELECT name FROM system.databases');
}

/** Asks the engine which names are closed to analysts; what it gains in a new version is closed until it is opened. */
export async function closedTableFunctionsOf(engine: Engine): Promise<ReadonlySet<string>> {
  const all = await column(engine, 'SELECT name FROM system.table_functions');
  return new Set(all.filter((name) => !OPEN_TABLE_FUNCTIONS.has(name)).map((name) => name.toLowerCase()));
}

/** Reads the databases anew for each analyst's statement, because one may have been created since. */
export async function namesOf(engine: Engine, closedTableFunctions: ReadonlySet<string>): Promise<EngineNames> {
  const open: readonly string[] = ANALYST_DATABASES;
  const closedDatabases = new Set((await databasesOf(engine)).filter((name) => !open.includes(name)));
  return { closedTableFunctions, closedDatabases };
}
