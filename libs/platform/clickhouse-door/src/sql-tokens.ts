import { EngineError } from './engine-error.ts';

/** A token of ClickHouse SQL that carries meaning; blanks and comments are left out. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign';
  /** A bare word as written, a quoted identifier or text without its quotes and escapes, else the characters. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many brackets are open around the token. */
  readonly depth: number;
}

const BLANK = /[\s\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+/y;
const LINE_COMMENT = /(?:--|#!|# )[^\n]*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9]+)?)[A-Za-z0-9_]*/y;
const HEREDOC = /\$[A-Za-z0-9_]*\$/y;
const SIMPLE_ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  0: '\0',
  b: '\b',
  f: '\f',
  a: '\x07',
  v: '\v',
  e: '\x1b',
};

function syntaxError(text: string): EngineError {
  return new EngineError(62, 'SYNTAX_ERROR', `Syntax error: ${text}.`);
}

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** Reads a quoted piece from its opening quote: its content and the index after its closing quote. */
function quotedAt(sql: string, start: number): { text: string; end: number } {
  const quote = sql[start] as string;
  let text = '';
  for (let at = start + 1; at < sql.length; at += 1) {
    const char = sql[at] as string;
    if (char === '\\') {
      const escaped = sql[at + 1] ?? '';
      const hex = escaped === 'x' ? /^[0-9a-fA-F]{2}/.exec(sql.slice(at + 2, at + 4))?.[0] : undefined;
      text += hex === undefined ? (SIMPLE_ESCAPES[escaped] ?? escaped) : String.fromCharCode(Number.parseInt(hex, 16));
      at += hex === undefined ? 1 : 3;
    } else if (char !== quote) text += char;
    else if (sql[at + 1] === quote) {
      text += quote;
      at += 1;
    } else return { text, end: at + 1 };
  }
  throw syntaxError(`the quote ${quote} at position ${start + 1} is not closed`);
}

/** Index after the blanks and comments that start here; the same index if there are none. */
function afterBlanks(sql: string, start: number): number {
  for (let at = start; ; ) {
    const piece = matchAt(BLANK, sql, at) ?? matchAt(LINE_COMMENT, sql, at);
    if (piece !== undefined) at += piece.length;
    else if (sql.startsWith('/*', at)) {
      const end = sql.indexOf('*/', at + 2);
      if (end < 0) throw syntaxError(`the comment at position ${at + 1} is not closed`);
      at = end + 2;
    } else return at;
  }
}

function tokenAt(sql: string, start: number, depth: number): SqlToken {
  const char = sql[start] as string;
  if (char === "'" || char === '"' || char === '`') {
    const { text, end } = quotedAt(sql, start);
    return { kind: char === "'" ? 'text' : 'quoted', text, start, end, depth };
  }
  const heredoc = char === '$' ? matchAt(HEREDOC, sql, start) : undefined;
  if (heredoc !== undefined) {
    const close = sql.indexOf(heredoc, start + heredoc.length);
    if (close < 0) throw syntaxError(`the text opened by ${heredoc} at position ${start + 1} is not closed`);
    const text = sql.slice(start + heredoc.length, close);
    return { kind: 'text', text, start, end: close + heredoc.length, depth };
  }
  const word = matchAt(WORD, sql, start);
  if (word !== undefined) return { kind: 'word', text: word, start, end: start + word.length, depth };
  const number = matchAt(NUMBER, sql, start);
  if (number !== undefined) return { kind: 'number', text: number, start, end: start + number.length, depth };
  // The engine reads typographic quotes as quotes; a name hidden in them would escape every check by name.
  if (char.charCodeAt(0) > 127)
    throw syntaxError(`the character ${char} at position ${start + 1} may only stand in quotes`);
  return { kind: 'sign', text: char, start, end: start + 1, depth };
}

/**
 * Yields the tokens of a statement lazily, so that a reader can stop before data that is not SQL.
 * Throws a SYNTAX_ERROR for an open quote or comment, and for characters outside ASCII that are not quoted.
 */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  let depth = 0;
  for (let at = afterBlanks(sql, 0); at < sql.length; ) {
    let token = tokenAt(sql, at, depth);
    if (token.kind === 'sign' && ')]}'.includes(token.text)) {
      depth = Math.max(0, depth - 1);
      token = { ...token, depth };
    } else if (token.kind === 'sign' && '([{'.includes(token.text)) depth += 1;
    yield token;
    at = afterBlanks(sql, token.end);
  }
}

/** Tells whether a token is this bare keyword, in whatever case. */
export function isKeyword(token: SqlToken | undefined, keyword: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === keyword;
}

/** Tells whether a token can name something: a bare word or a quoted identifier. */
export function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

export function isSign(token: SqlToken | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.text === sign;
}

/** A text as a SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A name as a quoted SQL identifier. */
export function sqlName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
