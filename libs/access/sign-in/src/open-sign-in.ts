import { Fault } from '@suanpan/fault';
import { migrate, postgresFault } from '@suanpan/postgres';
import { type DataSource, IsNull, LessThanOrEqual } from 'typeorm';
import { askTables } from './ask-tables.ts';
import { byPassword, changePassword } from './by-password.ts';
import { finish, start } from './by-provider.ts';
import { signInDataSource } from './data-source.ts';
import { RATE_LIMITS } from './decide-rate.ts';
import { decideSession, SESSION_LIMITS } from './decide-session.ts';
import type { Parts } from './parts.ts';
import { addByPassword, bootstrap, invite, meansOf, renewPassword } from './people.ts';
import { createProvider, type Provider } from './provider.ts';
import { tokenHash } from './secret-text.ts';
import { answerSession } from './session-check.ts';
import type { ProviderSettings, SignIn, SignInOptions } from './sign-in.ts';
import { endStored, openSessions } from './stored-sessions.ts';
import { flowTable, rateTable, sessionTable } from './tables.ts';

/** How long a session that is over is still there to be looked up by an operator. */
const KEEP_SESSIONS_MS = 30 * 86_400_000;

/** Opens the tables of signing in and runs missing migrations. `unavailable` when the database does not answer. */
export async function openSignIn(options: SignInOptions): Promise<SignIn> {
  const { database, provider: settings } = options;
  const provider = settings === undefined ? undefined : { ...settings, provider: createProvider(settings) };
  const source = typeof database === 'string' ? signInDataSource(database) : database;
  const owned = typeof database === 'string';
  await connect(source, owned);
  const parts: Parts = {
    source,
    limits: { ...SESSION_LIMITS, ...options.sessions },
    rates: { ...RATE_LIMITS, ...options.rates },
    suspended: options.suspended ?? (() => false),
  };
  return {
    bootstrap: ({ login, now }) => bootstrap(source, login, now),
    addByPassword: (request) => addByPassword(source, request),
    invite: (request) => invite(source, request),
    renewPassword: ({ person, now }) => renewPassword(source, person, now),
    means: (person) => meansOf(source, person),
    byPassword: (request) => byPassword(parts, request),
    changePassword: (request) => changePassword(parts, request),
    start: async (request) => start(parts, needed(provider).provider, request),
    finish: async (request) => finish(parts, needed(provider), request),
    ...sessionActs(parts),
    sweep: ({ now }) => sweep(source, now),
    close: async () => {
      if (owned) await source.destroy();
    },
  };
}

function sessionActs(parts: Parts): Pick<SignIn, 'session' | 'sessions' | 'signOut' | 'endSession' | 'endSessions'> {
  const { source, limits } = parts;
  return {
    session: ({ token, now }) => answerSession(parts, token, now),
    async sessions({ person, now }) {
      const stored = await askTables(source, (tables) => openSessions(tables, person, now));
      return stored.filter((each) => decideSession(each, false, limits, now).ok).map(({ endedAt: _, ...rest }) => rest);
    },
    async signOut({ token, now }) {
      const open = { tokenHash: tokenHash(token), endedAt: IsNull() };
      await askTables(source, (tables) => tables.update(sessionTable, open, { endedAt: now }));
    },
    async endSession({ person, session, now }) {
      return (await askTables(source, (tables) => endStored(tables, { person, id: session }, now))) === 1;
    },
    endSessions: ({ person, now }) => askTables(source, (tables) => endStored(tables, { person }, now)),
  };
}

function needed<T extends ProviderSettings & { readonly provider: Provider }>(provider: T | undefined): T {
  if (provider === undefined) throw new Fault('not_found', 'No identity provider is set up here.');
  return provider;
}

async function connect(source: DataSource, owned: boolean): Promise<void> {
  try {
    if (!source.isInitialized) await source.initialize();
    await migrate(source);
  } catch (error) {
    if (owned && source.isInitialized) await source.destroy();
    throw postgresFault(error);
  }
}

async function sweep(source: DataSource, now: number): Promise<number> {
  const removed = await askTables(source, (tables) =>
    Promise.all([
      tables.delete(sessionTable, { expiresAt: LessThanOrEqual(now - KEEP_SESSIONS_MS) }),
      tables.delete(flowTable, { expiresAt: LessThanOrEqual(now) }),
      tables.delete(rateTable, { fullAt: LessThanOrEqual(now) }),
    ]),
  );
  return removed.reduce((sum, { affected }) => sum + (affected ?? 0), 0);
}
