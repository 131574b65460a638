import { Fault } from '@suanpan/fault';
import { inTransaction } from '@suanpan/postgres';
import { type EntityManager, IsNull } from 'typeorm';
import { askTables } from './ask-tables.ts';
import type { Parts } from './parts.ts';
import { comparable, freshPerson, personOf } from './people.ts';
import type { Provider, ProviderAccount } from './provider.ts';
import { providerRefused, type Refused } from './refused.ts';
import { isToken, newToken, tokenHash } from './secret-text.ts';
import type { ProviderSettings, ProviderStart, RequestOrigin, SignedIn, SignIn } from './sign-in.ts';
import { storeSession } from './stored-sessions.ts';
import { flowTable, type PersonRow, personTable } from './tables.ts';
import { addressSubject, takeTry } from './take-try.ts';

const FLOW_MS = 600_000;
const RETURN_CHARS_MAX = 1000;

type StartRequest = Parameters<SignIn['start']>[0];
type FinishRequest = Parameters<SignIn['finish']>[0];

/** Begins a sign-in: a token for the browser, and a row that lets it end once. */
export async function start(parts: Parts, provider: Provider, request: StartRequest): Promise<ProviderStart> {
  const { returnTo, from, now } = request;
  const subject = addressSubject('provider', from.address);
  const wait = await takeTry(parts.source, [{ subject, limit: parts.rates.address }], now);
  if (wait > 0) {
    throw new Fault('rate_limited', `Too many sign-ins were begun; wait ${wait} seconds.`, { retryAfterSeconds: wait });
  }
  const flow = newToken();
  const redirect = await provider.redirect(flow);
  const expiresAt = now + FLOW_MS;
  const row = { tokenHash: tokenHash(flow), returnTo: pathOfThisSite(returnTo), expiresAt };
  await askTables(parts.source, (tables) => tables.insert(flowTable, row));
  return { redirect, flow, expiresAt };
}

/** Ends a sign-in. The row is taken before the provider is asked, so that no answer is good twice. */
export async function finish(
  parts: Parts,
  { provider, newcomers }: { readonly provider: Provider } & Pick<ProviderSettings, 'newcomers'>,
  { url, flow, from, now }: FinishRequest,
): Promise<SignedIn | Refused> {
  const begun = isToken(flow) ? await takeFlow(parts, flow) : undefined;
  if (begun === undefined) return providerRefused('flow_unknown');
  if (now >= begun.expiresAt) return providerRefused('flow_expired');
  const account = await provider.account(url, flow);
  if ('refused' in account) return providerRefused(account.refused);
  return inTransaction(parts.source, 'READ COMMITTED', async (tables) => {
    const row = await personFor(tables, account, newcomers, now);
    if (row === undefined) return providerRefused('not_invited');
    if (parts.suspended(row.id)) return providerRefused('person_suspended');
    return openByProvider(parts, tables, row, { from, now, returnTo: begun.returnTo });
  });
}

async function takeFlow({ source }: Parts, flow: string): Promise<{ returnTo: string; expiresAt: number } | undefined> {
  const taken = await askTables(source, (tables) =>
    tables
      .createQueryBuilder()
      .delete()
      .from(flowTable)
      .where({ tokenHash: tokenHash(flow) })
      .returning(['returnTo', 'expiresAt'])
      .execute(),
  );
  const [row] = taken.raw as { return_to: string; expires_at: string }[];
  return row === undefined ? undefined : { returnTo: row.return_to, expiresAt: Number(row.expires_at) };
}

/** Whose the provider's account is: bound before, bound now by an invitation, or somebody new where anyone may come. */
async function personFor(
  tables: EntityManager,
  { issuer, subject, email, name }: ProviderAccount,
  newcomers: ProviderSettings['newcomers'],
  now: number,
): Promise<PersonRow | undefined> {
  const bound = await tables.findOneBy(personTable, { issuer, subject });
  if (bound !== null) return bound;
  if (email !== undefined) {
    const invited = { email: comparable(email), issuer: IsNull() };
    // Of two that come at once the second finds the invitation taken.
    const { affected } = await tables.update(personTable, invited, { issuer, subject });
    if (affected === 1) return (await tables.findOneBy(personTable, { issuer, subject })) ?? undefined;
  }
  if (newcomers !== 'anyone') return undefined;
  const fresh = freshPerson({ name, issuer, subject, createdAt: now });
  await tables.createQueryBuilder().insert().into(personTable).values(fresh).orIgnore().execute();
  return (await tables.findOneBy(personTable, { issuer, subject })) ?? undefined;
}

async function openByProvider(
  { limits }: Parts,
  tables: EntityManager,
  row: PersonRow,
  { from, now, returnTo }: { readonly from: RequestOrigin; readonly now: number; readonly returnTo: string },
): Promise<SignedIn> {
  const opened = await storeSession(tables, { person: row.id, method: 'provider', from }, limits, now);
  return { ok: true, ...opened, person: personOf(row), passwordChangeDue: false, returnTo };
}

/** A path of this site, or the top: whoever makes somebody sign in must not choose where else they end up. */
function pathOfThisSite(text: string | undefined): string {
  if (text === undefined || text.length > RETURN_CHARS_MAX) return '/';
  // Browsers read `//host` and `/\host` as another site, and drop line breaks and tabs before they do.
  return /^\/(?![/\\])[^\s\p{C}\\]*$/u.test(text) ? text : '/';
}
