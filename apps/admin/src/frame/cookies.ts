/** The `__Host-` prefix makes browsers demand Secure, the whole site and this very host (RFC 6265bis, section 4.1.3.2). */
function cookieName(name: string, origin: string | undefined): string {
  return isSecure(origin) ? `__Host-${name}` : name;
}

function isSecure(origin: string | undefined): boolean {
  return origin?.startsWith('https://') === true;
}

/** Name of the cookie that holds a session. */
export function sessionCookieName(origin: string | undefined): string {
  return cookieName('suanpan_session', origin);
}

/** Name of the cookie that binds a sign-in at the identity provider to a browser. */
export function flowCookieName(origin: string | undefined): string {
  return cookieName('suanpan_flow', origin);
}

/** The value of a cookie; `undefined` if there is none of the name. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/**
 * `Set-Cookie` of a value that scripts cannot read. Lax, because a person who follows a link from a mail should still be
 * signed in; what changes something is checked apart. An empty value ends the cookie.
 */
export function setCookie(name: string, value: string, maxAgeSeconds: number, origin: string | undefined): string {
  const age = value === '' ? 0 : Math.max(0, Math.floor(maxAgeSeconds));
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${isSecure(origin) ? '; Secure' : ''}`;
}
