import type { GrantedAdmission } from '@suanpan/facts';

/** What quota granted a call, for whom and for when: what a token says. */
export interface AdmissionGrant extends GrantedAdmission {
  readonly root: string;
  readonly project: string;
  /** The model the call was admitted for, as quota compares models; absent for any the project may call. */
  readonly model?: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** The first instant at which a call is no longer covered: it has to finish before. */
  readonly expiresAt: number;
}

const DECIMAL = /^\d{1,18}(?:\.\d{1,18})?$/;

/** The grant a token's JSON says, or `undefined` where it says none. Fields of a later version are passed over. */
export function grantOf(json: unknown): AdmissionGrant | undefined {
  if (!isRecord(json)) return undefined;
  const { root, project, id, priority, batch, quotes, model, issuedAt, expiresAt } = json;
  if (!isName(root) || !isName(project) || !isName(id) || !isInstant(issuedAt) || !isInstant(expiresAt))
    return undefined;
  if (issuedAt >= expiresAt) return undefined;
  if (priority !== undefined && !isName(priority)) return undefined;
  if (batch !== undefined && typeof batch !== 'boolean') return undefined;
  if (quotes !== undefined && !isQuotes(quotes)) return undefined;
  if (model !== undefined && !isName(model)) return undefined;
  return {
    root,
    project,
    id,
    ...(priority === undefined ? {} : { priority }),
    ...(batch === undefined ? {} : { batch }),
    ...(quotes === undefined ? {} : { quotes }),
    ...(model === undefined ? {} : { model }),
    issuedAt,
    expiresAt,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isQuotes(value: unknown): value is Readonly<Record<string, string>> {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(
    ([series, quote]) => isName(series) && typeof quote === 'string' && DECIMAL.test(quote),
  );
}
