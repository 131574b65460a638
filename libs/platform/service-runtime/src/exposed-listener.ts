import { isIPv4, isIPv6 } from 'node:net';

/** Where a service listens, and what stands in front of it. */
export interface Listener {
  readonly host: string;
  /** Whether a proxy is named, which ends TLS for the service. */
  readonly behindProxy: boolean;
  /** SUANPAN_ALLOW_PLAINTEXT. */
  readonly plaintextAllowed: boolean;
}

/** Keys and usage would cross a network in the clear: `refused` where nobody said that this is meant, else `warned`. */
export type Exposure = 'closed' | 'warned' | 'refused';

const LOOPBACK_NAMES = ['localhost', '::1', '::ffff:127.0.0.1'];

function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.includes(host) || (isIPv4(host) && host.startsWith('127.'));
}

/** Decides whether a service may listen where it is told to. A name counts as an address that others reach. */
export function exposureOf({ host, behindProxy, plaintextAllowed }: Listener): Exposure {
  if (isLoopback(host) || behindProxy) return 'closed';
  return plaintextAllowed ? 'warned' : 'refused';
}

/** Why it is refused, or what is risked, with the next step. */
export function exposureText(host: string): string {
  const at = isIPv6(host) ? `[${host}]` : host;
  return (
    `SUANPAN_HOST is ${at}, which other machines may reach, and nothing encrypts what they send. Put a proxy that ends ` +
    'TLS in front and name it in SUANPAN_TRUST_PROXY, listen on 127.0.0.1, or set SUANPAN_ALLOW_PLAINTEXT=true.'
  );
}
