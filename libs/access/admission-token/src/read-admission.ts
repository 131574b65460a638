import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import type { GrantedAdmission } from '@suanpan/facts';
import { type AdmissionGrant, grantOf } from './admission-grant.ts';
import { type AdmissionKey, createAdmissionKeys } from './admission-key.ts';
import { PREFIX, sealOf, TOKEN_CHARS_MAX } from './token-text.ts';

/** The call a token is held against. */
export interface AdmissionUse {
  readonly root: string;
  readonly project: string;
  /** When the call finished by the sender's clock, epoch milliseconds. */
  readonly time: number;
  /** Names of the model that was called, as quota compares them; absent where the model is not to be checked. */
  readonly models?: readonly string[];
}

/** Why a token grants nothing. Stable. */
export type AdmissionRefusal =
  | 'token_malformed'
  | 'token_too_long'
  /** Changed on the way, or signed for another root or with another secret. */
  | 'signature_wrong'
  | 'other_root'
  | 'other_project'
  | 'other_model'
  | 'too_early'
  | 'expired';

/** What a token grants, or why it grants nothing. The detail may be shown to the sender. */
export type AdmissionReading =
  | { readonly ok: true; readonly admission: GrantedAdmission; readonly grant: AdmissionGrant }
  | { readonly ok: false; readonly reason: AdmissionRefusal; readonly detail: string };

/** By how much a sender's clock may be behind quota's. */
const EARLY_MS = 300_000;

/**
 * Decides what a token grants a call, by the time of the call itself and never by the clock: usage may be sent days after
 * the call, and a retry must be the same event as the first try. So a token is honoured for a call that finished within its
 * validity, whenever it is sent. A sender who misstates the time of a call gains nothing by it but the prices of that time,
 * and only as far back as ingest accepts events.
 */
export function readAdmission(token: string, key: Uint8Array, use: AdmissionUse): AdmissionReading {
  if (token.length > TOKEN_CHARS_MAX) return refuse('token_too_long', 'The admission token is too long.');
  const end = token.lastIndexOf('.');
  const body = token.slice(0, Math.max(end, 0));
  if (!body.startsWith(`${PREFIX}.`)) {
    return refuse('token_malformed', `The admission token is not of the form ${PREFIX}.<payload>.<signature>.`);
  }
  // Texts are compared, not the bytes they stand for: base64url has several texts for some bytes.
  if (!sameText(token.slice(end + 1), sealOf(body, key))) {
    return refuse('signature_wrong', 'The admission token was not issued for this root, or was changed.');
  }
  const grant = payloadOf(body.slice(PREFIX.length + 1));
  if (grant === undefined) return refuse('token_malformed', 'The admission token does not hold a grant.');
  return weigh(grant, use);
}

/** Reads tokens of every root of a deployment. */
export function createAdmissionReader(
  masterSecret: Uint8Array,
  keys: AdmissionKey = createAdmissionKeys(masterSecret),
): (token: string, use: AdmissionUse) => AdmissionReading {
  return (token, use) => readAdmission(token, keys(use.root), use);
}

function weigh(grant: AdmissionGrant, use: AdmissionUse): AdmissionReading {
  const { root, project, model, issuedAt, expiresAt, ...admission } = grant;
  if (root !== use.root) return refuse('other_root', 'The admission token is for another root.');
  if (project !== use.project) return refuse('other_project', 'The admission token is for another project.');
  if (model !== undefined && use.models !== undefined && !use.models.includes(model)) {
    return refuse('other_model', 'The admission token is for another model.');
  }
  if (use.time < issuedAt - EARLY_MS) return refuse('too_early', 'The call finished before it was admitted.');
  if (use.time >= expiresAt) return refuse('expired', 'The call finished after the admission token had expired.');
  return { ok: true, admission, grant };
}

function payloadOf(text: string): AdmissionGrant | undefined {
  try {
    return grantOf(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    // Signed and yet no JSON: another program's token under the same key. It grants nothing.
    return undefined;
  }
}

/** Compares in a time that depends on the lengths alone. */
function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given, 'utf8'), Buffer.from(expected, 'utf8')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(reason: AdmissionRefusal, detail: string): AdmissionReading {
  return { ok: false, reason, detail };
}
