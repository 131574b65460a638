import type { Call } from './call.ts';
import type { Connection, Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { markOf } from './request-mark.ts';
import type { RunningRequest } from './running.ts';
import { sqlName, sqlText } from './sql-tokens.ts';
import { NativeRevision, REWRITTEN_BLOCK_ROWS } from './wire/native-revision.ts';

// What an analyst may set: the look of results and tighter limits, nothing that changes what is read.
const ANALYST_SETTING =
  /^(output_format_|date_time_output_|join_use_nulls$|max_(block_size|threads|result_|rows_to_read|bytes_to_read|execution_time)|result_overflow_mode$|read_overflow_mode$|timeout_overflow_mode$|extremes$|session_timezone$|limit$|offset$)/;
/**
 * What drivers send by default and what changes nothing for somebody who only reads over HTTP: dropped, not refused. It
 * stands in docs/analysts.md as well, and whatever is in neither list is refused.
 */
export const IGNORED_FROM_ANALYSTS: ReadonlySet<string> = new Set([
  ...['readonly', 'async_insert', 'wait_for_async_insert', 'insert_quorum', 'insert_deduplicate'],
  ...['network_compression_method', 'network_zstd_compression_level', 'date_time_input_format'],
  ...['connect_timeout', 'receive_timeout', 'send_timeout', 'http_connection_timeout', 'http_receive_timeout'],
  ...['http_send_timeout', 'http_response_buffer_size', 'send_logs_level', 'send_progress_in_http_headers'],
  ...['select_sequential_consistency', 'load_balancing', 'max_insert_block_size'],
]);
const ANALYST_LIMITS: Readonly<Record<string, number>> = { max_execution_time: 60, max_memory_usage: 2_000_000_000 };

/** The settings a request runs with: its own, the door's mark, and for an analyst read-only as the last. */
export function settingsOf(call: Call, request: RunningRequest): Map<string, string> {
  const settings = new Map(call.settings);
  const { user } = request;
  if (user.role === 'analyst') {
    for (const name of settings.keys()) {
      if (IGNORED_FROM_ANALYSTS.has(name)) settings.delete(name);
      else if (!ANALYST_SETTING.test(name)) {
        throw new EngineError(164, 'READONLY', `Cannot modify '${name}' setting in readonly mode`);
      }
    }
    for (const [name, limit] of Object.entries(ANALYST_LIMITS)) {
      const asked = Number(settings.get(name) ?? limit);
      settings.set(name, String(asked > 0 ? Math.min(asked, limit) : limit));
    }
  }
  if (NativeRevision.isNeeded(call.clientRevision)) {
    const asked = Number(settings.get('max_block_size') ?? REWRITTEN_BLOCK_ROWS);
    settings.set('max_block_size', String(asked > 0 ? Math.min(asked, REWRITTEN_BLOCK_ROWS) : REWRITTEN_BLOCK_ROWS));
  }
  for (const [name, value] of call.parameters) settings.set(name, value);
  settings.set('log_comment', markOf(user, request.number));
  settings.set('implicit_select', '0');
  // The last, because nothing can be set behind it.
  if (user.role === 'analyst') settings.set('readonly', '1');
  return settings;
}

/** The database a request starts in; an analyst's is `analyst` unless another is named. */
export function databaseOf(call: Call, request: RunningRequest): string {
  const named = call.database === undefined || call.database === '' ? 'default' : call.database;
  return request.user.role === 'analyst' && named === 'default' ? 'analyst' : named;
}

/** Puts a fresh connection into the state a request asks for. */
export async function setUp(
  engine: Engine,
  connection: Connection,
  database: string,
  settings: ReadonlyMap<string, string>,
): Promise<void> {
  if (database !== 'default') {
    try {
      await engine.run(connection, `USE ${sqlName(database)}`);
    } catch (error) {
      // Before the first migration there are no views yet; an analyst may still ask for what needs no table.
      if (!(error instanceof EngineError) || error.code !== 81 || settings.get('readonly') !== '1') throw error;
      await engine.run(connection, 'USE system');
    }
  }
  const assignments = [...settings].map(([name, value]) => `${name} = ${sqlText(value)}`);
  await engine.run(connection, `SET ${assignments.join(', ')}`);
}
