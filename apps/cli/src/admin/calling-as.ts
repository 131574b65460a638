import { Fault } from '@suanpan/fault';
import { findRunningStack, readStackConfig, stackAddresses } from '@suanpan/stack';
import type { CommandContext } from '../command-context.ts';
import { forgetSession, type KeptSession, keepSession, readSession, sessionFile } from './kept-session.ts';
import { readOperator } from './local-operator.ts';
import { signInByPassword } from './sign-in.ts';

/** Who the command line calls as. */
export interface CallingAs {
  /** In words, for `whoami`. */
  readonly by: 'key' | 'session' | 'local operator';
  /** The headers that say so. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** The service has ended the session: whether another one was begun, so that asking again makes sense. */
  renew(): Promise<boolean>;
}

/** Where the admin service answers, and where this machine keeps what it signs in with. */
export interface AdminPlace {
  readonly url: string;
  readonly dataFolder: string;
  /** Whether it is the admin of the stack that runs on this machine, by that stack's own word. */
  readonly own: boolean;
}

/** The admin service of a context: `SUANPAN_ADMIN_URL`, or that of the stack of our folder. */
export function adminPlace({ env }: Pick<CommandContext, 'env'>): AdminPlace {
  const config = readStackConfig(env);
  const { dataFolder } = config;
  const running = findRunningStack(dataFolder)?.addresses.adminUrl;
  const named = env.SUANPAN_ADMIN_URL?.trim().replace(/\/+$/, '');
  if (named === undefined || named === '') {
    return { url: running ?? stackAddresses(config).adminUrl, dataFolder, own: running !== undefined };
  }
  if (URL.canParse(named) && /^https?:$/.test(new URL(named).protocol)) {
    return { url: named, dataFolder, own: named === running };
  }
  throw new Fault('config_invalid', 'SUANPAN_ADMIN_URL is not an address that starts with http:// or https://.');
}

/**
 * Who calls, in this order: the key of `SUANPAN_ADMIN_KEY`, the session of `suanpan login`, the local operator. The
 * secret of the local operator is given to nobody but the admin of the stack that runs on this machine.
 */
export function callingAs(context: CommandContext, place: AdminPlace): CallingAs {
  const key = context.env.SUANPAN_ADMIN_KEY?.trim();
  if (key !== undefined && key !== '') return byKey(key);
  const session = readSession(sessionFile(place.dataFolder, 'login'));
  if (session !== undefined && session.url === place.url && session.expiresAt > context.now())
    return bySession(session);
  if (place.own && readOperator(place.dataFolder) !== undefined) return new LocalOperator(context, place);
  throw new Fault('session_missing', `Nobody is signed in at ${place.url}.`);
}

function byKey(key: string): CallingAs {
  return {
    by: 'key',
    headers: async () => ({ authorization: `Bearer ${key}` }),
    renew: async () => false,
  };
}

function bySession({ cookie }: KeptSession): CallingAs {
  return { by: 'session', headers: async () => ({ cookie }), renew: async () => false };
}

/** Signs in by the secret the stack keeps, and keeps the session, because signing in is slow on purpose and is counted. */
class LocalOperator implements CallingAs {
  readonly by = 'local operator';
  readonly #context: CommandContext;
  readonly #place: AdminPlace;
  readonly #file: string;

  constructor(context: CommandContext, place: AdminPlace) {
    this.#context = context;
    this.#place = place;
    this.#file = sessionFile(place.dataFolder, 'operator');
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    const kept = readSession(this.#file);
    const good = kept !== undefined && kept.url === this.#place.url && kept.expiresAt > this.#context.now();
    const { cookie } = good ? kept : await this.#signIn();
    return { cookie };
  }

  async renew(): Promise<boolean> {
    forgetSession(this.#file);
    await this.#signIn();
    return true;
  }

  async #signIn(): Promise<KeptSession> {
    const secret = readOperator(this.#place.dataFolder);
    if (secret === undefined) throw new Fault('session_missing', 'The secret of the local operator is gone.');
    const { session } = await signInByPassword({ url: this.#place.url, ...secret, signal: this.#context.signal });
    keepSession(this.#file, session);
    return session;
  }
}
