import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from '@suanpan/fault';

/**
 * Demands that a request with a cookie was made by our own pages and not by another site in the person's browser. Browsers
 * say where a request comes from (`Sec-Fetch-Site`, `Origin`); where they do not, a header of our own must be there, which
 * no other site can set without being asked for leave (https://fetch.spec.whatwg.org/#http-cors-protocol), and we give none.
 */
export function demandSameSite(headers: IncomingHttpHeaders, ownOrigin: string | undefined): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse();
  if (origin !== undefined) {
    if (ownOrigin !== undefined ? origin !== ownOrigin : hostOf(origin) !== host) refuse();
    return;
  }
  if (site === undefined && headers['x-suanpan-request'] === undefined) refuse();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function refuse(): never {
  throw new Fault('cross_site_refused', 'Changes with a session are taken from our own pages alone.');
}
