import { ANALYST_DATABASES } from './config-files.ts';
import type { Classification } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { isKeyword, isName, isSign, type SqlToken } from './sql-tokens.ts';
import type { Statement } from './statement.ts';
import type { DoorUser } from './users.ts';

/** What the gate knows of the engine: the names an analyst may not use. */
export interface EngineNames {
  /** Table functions that reach past the row filters or out of the engine. */
  readonly closedTableFunctions: ReadonlySet<string>;
  /** Databases that exist and are not an analyst's. */
  readonly closedDatabases: ReadonlySet<string>;
}

/** What is asked of the gate. */
export interface Asked {
  readonly statement: Statement;
  readonly classification: Classification;
  readonly user: DoorUser;
  readonly database: string;
  /** GET is for reading alone. */
  readonly readOnlyMethod: boolean;
}

/** Table functions without a way to stored rows. */
export const OPEN_TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['numbers', 'numbers_mt', 'zeros', 'zeros_mt', 'generate_series', 'generateSeries', 'primes', 'null'],
  ...['values', 'view'],
]);

/** How a statement of an analyst may begin; the bracket of a subquery counts as nothing. */
const ANALYST_LEADS: ReadonlySet<string> = new Set([
  ...['SELECT', 'WITH', 'FROM', '', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'],
]);

/** Functions that read stored rows or files by a name given as text, past every row filter. */
const CLOSED_FUNCTION =
  /^(?:joinGet|joinGetOrNull|dictionary|dict[A-Z][A-Za-z0-9]*|catboostEvaluate|getClientHTTPHeader)$/i;

function denied(text: string): EngineError {
  return new EngineError(497, 'ACCESS_DENIED', text);
}

function notAllowed(user: DoorUser): EngineError {
  return denied(`${user.name}: Not enough privileges. The role "${user.role}" may not run this statement.`);
}

/** Decides whether a statement may run; gives the reason to refuse it, or undefined. */
export function refusal(asked: Asked, names: EngineNames): EngineError | undefined {
  const { statement, classification, user } = asked;
  if (classification.statementCount > 1) {
    return new EngineError(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)');
  }
  const outside = reachesOutside(statement);
  if (outside !== undefined) return outside;
  if (classification.queryClass > 3) return notAllowed(user);
  if (asked.readOnlyMethod && classification.queryClass !== 0) {
    return new EngineError(164, 'READONLY', 'Cannot execute a query that writes with the method GET; use POST');
  }
  if (user.role === 'analyst') return analystRefusal(asked, names);
  if (user.role === 'admin' || classification.queryClass === 0) return undefined;
  if (statement.lead === 'INSERT') return undefined;
  if (user.role === 'repair' && deletesFromLedger(asked)) return undefined;
  return notAllowed(user);
}

/** Files and programs are nobody's business: grants do not cover these, so the door looks for their names. */
function reachesOutside({ tokens, lead }: Statement): EngineError | undefined {
  const target = tokens.slice(0, 4);
  if (lead === 'INSERT' && target.some((token) => isKeyword(token, 'FUNCTION'))) {
    return denied('INSERT INTO FUNCTION is not allowed.');
  }
  for (const token of tokens) {
    if (isKeyword(token, 'OUTFILE') || isKeyword(token, 'INFILE')) {
      return denied(
        'INTO OUTFILE and FROM INFILE are not allowed: the door answers with rows and takes rows as the body.',
      );
    }
    // Anywhere, not only before a bracket: `SELECT * APPLY file` calls it too.
    if (isName(token) && token.text === 'file')
      return denied('The name `file` is not allowed: it reads files of this machine.');
  }
  return undefined;
}

function deletesFromLedger({ statement, database }: Asked): boolean {
  const { tokens, lead } = statement;
  if (lead !== 'DELETE' && lead !== 'ALTER') return false;
  const second = tokens[1];
  if (!isKeyword(second, lead === 'DELETE' ? 'FROM' : 'TABLE')) return false;
  const qualified = isSign(tokens[3], '.');
  if (!isName(tokens[2]) || (qualified ? tokens[2].text : database) !== 'ledger') return false;
  const rest = tokens.slice(qualified ? 5 : 3);
  const fits =
    lead === 'DELETE' ? isKeyword(rest[0], 'WHERE') : isKeyword(rest[0], 'DELETE') && isKeyword(rest[1], 'WHERE');
  // A comma outside brackets would start another command of the same ALTER.
  return fits && !rest.some((token) => token.depth === 0 && isSign(token, ','));
}

function analystRefusal(asked: Asked, names: EngineNames): EngineError | undefined {
  const { statement, classification, user, database } = asked;
  const { tokens, lead } = statement;
  if (classification.queryClass !== 0 || !ANALYST_LEADS.has(lead)) return notAllowed(user);
  const setting = settingsRefusal(tokens, user);
  if (setting !== undefined) return setting;
  if (!(ANALYST_DATABASES as readonly string[]).includes(database)) return closedDatabase(user, database);
  // Plans and estimates count the rows of everybody.
  const plain = ['AST', 'SYNTAX'].some((word) => isKeyword(tokens[1], word));
  if (lead === 'EXPLAIN' && !plain) return notAllowed(user);
  if (lead === 'CHECK') return notAllowed(user);
  for (const [index, token] of tokens.entries()) {
    if (!isName(token)) continue;
    // A name given as a parameter would not be seen here.
    if (token.text.toLowerCase() === 'identifier' && isSign(tokens[index - 1], ':')) return notAllowed(user);
    const next = tokens[index + 1];
    if (CLOSED_FUNCTION.test(token.text))
      return denied(`${user.name}: The function ${token.text} is not open to analysts.`);
    if (isSign(next, '(') && names.closedTableFunctions.has(token.text.toLowerCase())) {
      return denied(`${user.name}: The table function ${token.text} is not open to analysts.`);
    }
    if (isSign(next, '.') && names.closedDatabases.has(token.text)) return closedDatabase(user, token.text);
  }
  return undefined;
}

/**
 * The row filter reads who asks from a setting, and the engine checks settings only in the outermost query. So an analyst
 * writes no SETTINGS clause at all: the keyword is a bare word, whatever stands around it, and a quoted name is never one.
 */
function settingsRefusal(tokens: readonly SqlToken[], user: DoorUser): EngineError | undefined {
  const found = tokens.some((token, index) => isKeyword(token, 'SETTINGS') && !isColumnOf(tokens, index));
  if (!found) return undefined;
  return denied(
    `${user.name}: SETTINGS is not open to analysts in a statement. Settings such as join_use_nulls or output_format_… go ` +
      'into the address of the request; a column of that name must be quoted, as `settings`.',
  );
}

/** `system.settings`: behind a name and a dot the word is a name too. Behind a number the dot may belong to the number. */
function isColumnOf(tokens: readonly SqlToken[], index: number): boolean {
  return isSign(tokens[index - 1], '.') && isName(tokens[index - 2]);
}

function closedDatabase(user: DoorUser, name: string): EngineError {
  return denied(
    `${user.name}: The database ${name} is not open to analysts; use ${ANALYST_DATABASES.slice(0, 2).join(' or ')}.`,
  );
}
