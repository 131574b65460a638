import { setTimeout as delay } from 'node:timers/promises';
import type { DoorParts } from './door-parts.ts';
import type { EngineResult } from './engine.ts';
import { EngineError } from './engine-error.ts';
import type { KillStatement } from './kill-statement.ts';
import { AS_THE_DOOR } from './request-mark.ts';
import { cancelled, type RunningRequest } from './running.ts';
import { sqlText } from './sql-tokens.ts';

const COLUMNS =
  'number UInt64, query_id String, user String, query String, elapsed Float64, Settings Map(String, String)';

function rowOf(request: RunningRequest): string {
  const elapsed = ((Date.now() - request.startedAtMs) / 1000).toFixed(3);
  const settings = `map('log_comment', ${sqlText(request.comment)})`;
  const texts = [request.queryId, request.user.name, request.sql].map(sqlText).join(', ');
  return `(${request.number}, ${texts}, ${elapsed}, ${settings})`;
}

/** The requests a condition of KILL names, among those the user may kill. */
async function matching(parts: DoorParts, kill: KillStatement, by: RunningRequest): Promise<RunningRequest[]> {
  const others = parts.running
    .list()
    .filter((request) => request.number !== by.number)
    .filter((request) => by.user.role === 'admin' || request.user.name === by.user.name);
  const sql = `SELECT number FROM values(${sqlText(COLUMNS)}, ${[by, ...others].map(rowOf).join(', ')})\nWHERE (\n${kill.condition}\n)`;
  const { statementCount, queryClass } = await parts.engine.classify(sql);
  if (statementCount !== 1 || queryClass !== 0) {
    throw new EngineError(62, 'SYNTAX_ERROR', 'Syntax error: KILL QUERY WHERE needs one condition.');
  }
  const { bytes } = await parts.engine.runAlone([AS_THE_DOOR, 'SET readonly = 1', sql]);
  const numbers = new Set(bytes.toString('utf8').split('\n').filter(Boolean).map(Number));
  return others.filter(({ number }) => numbers.has(number));
}

/**
 * Kills requests in whatever stage they are: arriving, waiting for a lane, or in the engine. SYNC returns after they
 * have let go of the engine. Gives what the engine's own KILL gives, one row per query.
 */
export async function killQueries(
  parts: DoorParts,
  kill: KillStatement,
  by: RunningRequest,
  format: string,
): Promise<EngineResult> {
  const victims = await matching(parts, kill, by);
  if (kill.mode !== 'test') for (const { stop } of victims) stop.abort(cancelled());
  if (kill.mode === 'sync') await Promise.all(victims.map(({ ended }) => ended));
  const status = { sync: 'finished', async: 'waiting', test: 'test' }[kill.mode];
  const rows = victims.map(
    ({ queryId, user, sql }) => `(${[status, queryId, user.name, sql].map(sqlText).join(', ')})`,
  );
  const columns = sqlText('kill_status String, query_id String, user String, query String');
  const source = rows.length === 0 ? `null(${columns})` : `values(${columns}, ${rows.join(', ')})`;
  return parts.engine.runAlone([`SELECT * FROM ${source}`], format);
}

/**
 * Asks the engine to stop a request, again and again until it has ended: it is not yet known to the engine in the
 * first moments after it was handed over.
 */
export async function stopInEngine(
  parts: DoorParts,
  request: RunningRequest,
  settled: Promise<unknown>,
): Promise<void> {
  let over = false;
  const done = settled.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  const condition = `endsWith(Settings['log_comment'], ${sqlText(`;request=${request.number};`)})`;
  while (!over) {
    await parts.engine.runAlone([AS_THE_DOOR, `KILL QUERY WHERE ${condition} ASYNC`]);
    await Promise.race([done, delay(50)]);
  }
}
