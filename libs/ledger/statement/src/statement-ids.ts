import { hash } from 'node:crypto';
import { keyText, type LineKeys } from './statement-row.ts';

/** 64 bits: among a hundred thousand lines two share an id once in four billion statements. */
const ID_DIGITS = 16;

/** The id of a line: `sl_` and a digest of root, posting period and keys. */
export function lineId(root: string, postingPeriod: string, keys: LineKeys): string {
  return `sl_${digest(JSON.stringify([root, postingPeriod, keyText(keys)]))}`;
}

/** The id of the statement of an account and month, whether or not anybody has made it yet. */
export function statementId(root: string, account: string, period: string): string {
  return `st_${digest(JSON.stringify([root, account, period]))}`;
}

function digest(text: string): string {
  return hash('sha256', text).slice(0, ID_DIGITS);
}
