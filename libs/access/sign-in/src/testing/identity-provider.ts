import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@suanpan/stack';

const CHILD = join(import.meta.dirname, 'identity-provider-child.ts');

export interface IdentityProviderSettings {
  readonly redirectUri: string;
  readonly people: Readonly<Record<string, Record<string, unknown>>>;
  readonly inIdToken: boolean;
}

/** A real OpenID provider in a process of its own. */
export interface IdentityProvider {
  readonly issuer: string;
  stop(): Promise<void>;
  /** Starts it anew at the same address; it has forgotten every code. */
  restart(): Promise<void>;
}

/** Starts one on a free loopback port. */
export async function startIdentityProvider(settings: IdentityProviderSettings): Promise<IdentityProvider> {
  const port = await freePort();
  let child = await startChild(port, settings);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    issuer: `http://127.0.0.1:${port}`,
    stop,
    async restart() {
      await stop();
      child = await startChild(port, settings);
    },
  };
}

async function startChild(port: number, settings: IdentityProviderSettings): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--no-warnings', CHILD, String(port), JSON.stringify(settings)], {
    // It tells a developer about keys that are made up; that is what they are here.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The identity provider ended with ${code}.`);
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return child;
}

const STEPS_MAX = 12;

/** A browser that fills in the provider's forms as `login`; answers the address it is sent to in the end. */
export async function browse(redirect: string, login: string, redirectUri: string, abort = false): Promise<string> {
  const cookies = new Map<string, string>();
  let url = new URL(redirect);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const page = await response.text();
    const location = response.headers.get('location');
    if (location !== null) {
      const next = new URL(location, url);
      if (next.href.startsWith(redirectUri)) return next.href;
      [url, form] = [next, undefined];
      continue;
    }
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) throw new Error(`No form at ${url.href}: ${response.status} ${page.slice(0, 300)}`);
    if (abort) {
      [url, form] = [new URL(`${new URL(action, url).href.replace(/\/$/, '')}/abort`), undefined];
      continue;
    }
    const prompt = page.includes('value="login"') ? 'login' : 'consent';
    form = new URLSearchParams({ prompt, login, password: 'anything' });
    url = new URL(action, url);
  }
  throw new Error('The provider never sent the browser back.');
}
