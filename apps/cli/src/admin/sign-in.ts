import { Fault } from '@suanpan/fault';
import { parseInstant } from '@suanpan/time';
import { type Answered, exchange } from './exchange.ts';
import type { KeptSession } from './kept-session.ts';

/** Somebody is in. */
export interface SignedIn {
  readonly session: KeptSession;
  readonly name: string;
  /** The session is good for nothing but changing the password. */
  readonly passwordChangeDue: boolean;
}

interface Place {
  readonly url: string;
  readonly signal: AbortSignal;
}

/** Signs in at the admin service. `sign_in_refused` or `rate_limited` when it says so. */
export async function signInByPassword(
  request: Place & { readonly login: string; readonly password: string },
): Promise<SignedIn> {
  const { url, signal, login, password } = request;
  const path = '/v1/sign-in/password';
  return signedIn(url, await exchange({ url, signal, method: 'POST', path, body: { login, password } }));
}

/** Changes the password of a session's person; the session is replaced by a new one. */
export async function changePassword(
  request: Place & { readonly cookie: string; readonly current: string; readonly next: string },
): Promise<SignedIn> {
  const { url, signal, cookie, current, next } = request;
  const path = '/v1/sign-in/password/change';
  return signedIn(
    url,
    await exchange({ url, signal, method: 'POST', path, headers: { cookie }, body: { current, next } }),
  );
}

/** Ends a session. One that had ended before is no failure. */
export async function signOut(request: Place & { readonly cookie: string }): Promise<void> {
  const { url, signal, cookie } = request;
  const answer = await exchange({ url, signal, method: 'POST', path: '/v1/sign-out', headers: { cookie } });
  if (!answer.ok && answer.status !== 401) throw answer.fault;
}

function signedIn(url: string, answer: Answered): SignedIn {
  if (!answer.ok) throw answer.fault;
  const { person, expiresAt, passwordChangeDue } = JSON.parse(answer.bytes.toString('utf8')) as {
    readonly person: { readonly name: string };
    readonly expiresAt: string;
    readonly passwordChangeDue: boolean;
  };
  const [cookie = ''] = (answer.headers.getSetCookie()[0] ?? '').split(';');
  const end = parseInstant(expiresAt);
  if (cookie === '' || end === undefined) {
    throw new Fault('internal', 'The admin service let somebody in without a session.');
  }
  return { session: { url, cookie, expiresAt: end }, name: person.name, passwordChangeDue };
}
