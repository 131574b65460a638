import { EngineError } from './engine-error.ts';
import { isKeyword, isSign, type SqlToken, sqlText, sqlTokens } from './sql-tokens.ts';

/** The SQL part of an insert that carries data: `text` up to the data, cut into what stands around FROM INFILE. */
export interface InsertHead {
  /** `INSERT INTO t (columns)`. */
  readonly target: string;
  /** `SETTINGS ...`, or empty. */
  readonly settings: string;
  readonly format: string;
  /** Index in the text at which the data starts. */
  readonly dataStart: number;
}

/** Where data starts after the word that ends the head (source: ParserInsertQuery). */
function dataStartAfter(sql: string, end: number): number {
  const semicolon = /[ \t\f]*;/y;
  semicolon.lastIndex = end;
  const blanks = /[ \t\f]*\r?\n?/y;
  blanks.lastIndex = semicolon.exec(sql)?.[0] === undefined ? end : semicolon.lastIndex;
  blanks.exec(sql);
  return blanks.lastIndex;
}

function refusedInput(): EngineError {
  return new EngineError(
    48,
    'NOT_IMPLEMENTED',
    'INSERT ... SELECT ... FROM input() is not served here: the engine would write nothing and say it succeeded',
  );
}

/**
 * Finds the end of the head of `INSERT ... FORMAT x` or `INSERT ... VALUES` at the start of a text that may go on
 * with data of any kind. Gives undefined for anything else, `INSERT ... SELECT` included.
 * Throws NOT_IMPLEMENTED for `FROM input()`, which the engine would answer with success and no rows.
 */
export function insertHeadOf(sql: string): InsertHead | undefined {
  let previous: SqlToken | undefined;
  let settingsStart: number | undefined;
  let formatWord: SqlToken | undefined;
  let selects = false;
  for (const token of sqlTokens(sql)) {
    if (previous === undefined && !isKeyword(token, 'INSERT')) return undefined;
    if (formatWord !== undefined && token.kind === 'word') {
      if (selects) return undefined;
      return headAt(sql, settingsStart ?? formatWord.start, formatWord.start, token.text, token.end);
    }
    formatWord = undefined;
    if (isKeyword(previous, 'INPUT') && isSign(token, '(') && selects) throw refusedInput();
    if (isKeyword(token, 'SELECT')) selects = true;
    if (token.depth === 0 && !isSign(previous, '.')) {
      if (isKeyword(token, 'SETTINGS') && !selects) settingsStart ??= token.start;
      if (isKeyword(token, 'VALUES') && !selects && !isKeyword(previous, 'INTO')) {
        return headAt(sql, settingsStart ?? token.start, token.start, 'Values', token.end);
      }
      if (isKeyword(token, 'FORMAT') && !isKeyword(previous, 'INTO')) formatWord = token;
    }
    previous = token;
  }
  return undefined;
}

/**
 * Like `insertHeadOf` for the first part of a longer text: `cut` if the end of the head may lie behind it. A head that
 * ends exactly with the part counts as cut, because its last word may go on.
 */
export function insertHeadOfPart(part: string): InsertHead | 'cut' | undefined {
  try {
    const first = sqlTokens(part).next().value;
    if (first !== undefined && !isKeyword(first, 'INSERT')) return undefined;
    const head = insertHeadOf(part);
    return head === undefined || head.dataStart >= part.length ? 'cut' : head;
  } catch (error) {
    // A quote or comment that is still open here may be closed later; the whole text will tell.
    if (error instanceof EngineError && error.type === 'SYNTAX_ERROR') return 'cut';
    throw error;
  }
}

function headAt(sql: string, targetEnd: number, settingsEnd: number, format: string, end: number): InsertHead {
  return {
    target: sql.slice(0, targetEnd).trimEnd(),
    settings: sql.slice(targetEnd, settingsEnd).trim(),
    format,
    dataStart: dataStartAfter(sql, end),
  };
}

/**
 * The statement that reads the data from a file. Data never stands behind SQL: the engine ends inline data at the
 * first empty line and runs what follows.
 */
export function insertFromFile(head: InsertHead, file: string): string {
  return `${head.target}\nFROM INFILE ${sqlText(file)} COMPRESSION 'none' ${head.settings} FORMAT ${head.format}`;
}
