import { isKeyword, isSign, type SqlToken, sqlText, sqlTokens } from './sql-tokens.ts';

/** A statement cut so that the engine can be told where to write its rows and in which format. */
export interface Statement {
  readonly sql: string;
  readonly tokens: readonly SqlToken[];
  /** First word in capitals; empty if the statement starts with a bracket. */
  readonly lead: string;
  /** The format the text asks for at its end. */
  readonly format: string | undefined;
  /** The statement up to its FORMAT clause. */
  readonly body: string;
  /** What follows the format: nothing, or SETTINGS. */
  readonly tail: string;
}

/** Reads a statement without data. */
export function statementOf(text: string): Statement {
  const tokens = [...sqlTokens(text)];
  while (isSign(tokens.at(-1), ';')) tokens.pop();
  const sql = text.slice(0, tokens.at(-1)?.end ?? 0);
  const lead = tokens[0]?.kind === 'word' ? tokens[0].text.toUpperCase() : '';
  const at = tokens.findLastIndex((token, index) => {
    const next = tokens[index + 1];
    const after = tokens[index + 2];
    return (
      isKeyword(token, 'FORMAT') &&
      token.depth === 0 &&
      index > 0 &&
      next?.kind === 'word' &&
      (after === undefined || isKeyword(after, 'SETTINGS'))
    );
  });
  const formatWord = tokens[at];
  const formatName = tokens[at + 1];
  if (at < 0 || formatWord === undefined || formatName === undefined) {
    return { sql, tokens, lead, format: undefined, body: sql, tail: '' };
  }
  return {
    sql,
    tokens,
    lead,
    format: formatName.text,
    body: sql.slice(0, formatWord.start),
    tail: sql.slice(formatName.end),
  };
}

const WITH_ROWS = new Set(['SELECT', 'WITH', 'FROM', '', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS']);

/** Tells whether the engine can write the rows of this reading statement to a file. */
export function writesToFile(statement: Statement): boolean {
  return WITH_ROWS.has(statement.lead);
}

/** The statement with its rows sent to a named pipe. The line break keeps a comment at the end from swallowing it. */
export function intoPipe(statement: Statement, pipe: string, format: string): string {
  return `${statement.body}\nINTO OUTFILE ${sqlText(pipe)} APPEND FORMAT ${format} ${statement.tail}`;
}

/** Tells whether a statement is there for those behind it in the same session: the door keeps nothing between requests. */
export function keepsState({ lead, tokens }: Statement): boolean {
  if (lead === 'SET' || lead === 'USE') return true;
  return (lead === 'CREATE' || lead === 'DROP') && tokens.slice(1, 4).some((token) => isKeyword(token, 'TEMPORARY'));
}
