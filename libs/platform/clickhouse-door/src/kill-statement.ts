import { EngineError } from './engine-error.ts';
import { isKeyword } from './sql-tokens.ts';
import type { Statement } from './statement.ts';

export interface KillStatement {
  /** The condition as written. */
  readonly condition: string;
  /** `sync` answers only after the queries have ended; `test` kills nothing. */
  readonly mode: 'sync' | 'async' | 'test';
}

/** Reads `KILL QUERY WHERE condition [SYNC|ASYNC|TEST]`; undefined for any other statement. */
export function killStatementOf(statement: Statement): KillStatement | undefined {
  const { tokens, body } = statement;
  if (!isKeyword(tokens[0], 'KILL') || !isKeyword(tokens[1], 'QUERY')) return undefined;
  if (!isKeyword(tokens[2], 'WHERE')) {
    throw new EngineError(62, 'SYNTAX_ERROR', 'Syntax error: KILL QUERY needs WHERE and a condition.');
  }
  const inBody = tokens.filter((token) => token.end <= body.length);
  const last = inBody.at(-1);
  const mode = (['SYNC', 'ASYNC', 'TEST'] as const).find((word) => isKeyword(last, word));
  const end = mode === undefined ? body.length : (last?.start ?? body.length);
  return {
    condition: body.slice(tokens[2]?.end ?? 0, end).trim(),
    mode: (mode?.toLowerCase() ?? 'async') as KillStatement['mode'],
  };
}
