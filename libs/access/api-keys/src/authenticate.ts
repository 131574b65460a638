import type { ApiKey } from '@suanpan/catalogue';
import type { FaultCode } from '@suanpan/fault';
import { keyHash, parseKey } from './key-text.ts';
import { isInNetwork, parseAddress, parseNetwork } from './network.ts';

/** What a caller may be asked to hold. */
export type Scope = ApiKey['scopes'][number];

/** Whose key it is, or why the caller is not let in; the detail may be shown to the caller. */
export type Authentication =
  | { readonly ok: true; readonly key: ApiKey }
  | { readonly ok: false; readonly code: FaultCode; readonly detail: string };

const BEARER = /^bearer +(\S+) *$/i;

/**
 * Decides who is asking by the `Authorization` header (RFC 6750 `Bearer`), for one scope, at one instant (epoch
 * milliseconds). A text that cannot be a key is refused before the look-up, so guesses cost no look-up. A key that is
 * revoked is refused as soon as the catalogue behind `keyByHash` knows. `address` is where the caller sits, as the server
 * or a proxy it trusts saw it; a key that is bound to networks is refused without one.
 */
export function authenticate(
  keyByHash: (hash: string) => ApiKey | undefined,
  header: string | undefined,
  scope: Scope,
  now: number,
  address?: string,
): Authentication {
  if (header === undefined || header === '') {
    return refuse('credential_missing', 'Send the API key as "Authorization: Bearer spn_…".');
  }
  const text = BEARER.exec(header)?.[1];
  if (text === undefined) {
    return refuse('credential_malformed', 'The Authorization header is not of the form "Bearer spn_…".');
  }
  if (parseKey(text) === undefined) {
    return refuse('credential_malformed', 'The API key is cut short or mistyped: its checksum does not fit.');
  }
  const key = keyByHash(keyHash(text));
  if (key === undefined) return refuse('credential_unknown', 'No such API key exists.');
  return admit(key, scope, now, address);
}

function admit(key: ApiKey, scope: Scope, now: number, address: string | undefined): Authentication {
  if (key.status === 'revoked') return refuse('credential_revoked', `The API key ${key.display}… has been revoked.`);
  if (key.expiresAt !== null && now >= key.expiresAt) {
    return refuse(
      'credential_expired',
      `The API key ${key.display}… expired at ${new Date(key.expiresAt).toISOString()}.`,
    );
  }
  if (key.networks !== undefined && !isFromOneOf(key.networks, address)) {
    return refuse('network_refused', `The API key ${key.display}… may not be used from this address.`);
  }
  if (!key.scopes.includes(scope)) {
    return refuse('scope_missing', `The API key ${key.display}… does not have the scope "${scope}".`);
  }
  return { ok: true, key };
}

/** An address or block that cannot be read lets nobody in. */
function isFromOneOf(networks: readonly string[], text: string | undefined): boolean {
  const address = text === undefined ? undefined : parseAddress(text);
  if (address === undefined) return false;
  return networks.some((each) => {
    const network = parseNetwork(each);
    return network !== undefined && isInNetwork(address, network);
  });
}

function refuse(code: FaultCode, detail: string): Authentication {
  return { ok: false, code, detail };
}
