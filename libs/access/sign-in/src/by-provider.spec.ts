import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { isFault } from '@suanpan/fault';
import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import { openSignIn, type ProviderSettings, type Refused, type SignedIn, type SignIn } from './index.ts';
import { freshDatabase, sql } from './testing/fresh-database.ts';
import { browse, type IdentityProvider, startIdentityProvider } from './testing/identity-provider.ts';

const NOW = 1_790_000_000_000;
const CALLBACK = 'http://127.0.0.1:9/signed-in';
const PEOPLE = {
  ann: { email: 'Ann@Example.com', email_verified: true, name: 'Ann' },
  bob: { email: 'bob@example.com', email_verified: false, name: 'Bob' },
  eve: { email: 'eve@example.com', email_verified: true, name: 'Eve' },
  ida: { email: 'ida@example.com', email_verified: true, preferred_username: 'ida.i' },
};

let postgres: RealPostgres;
let database: string;
let provider: IdentityProvider;
const opened: SignIn[] = [];
const suspended = new Set<string>();
let addresses = 0;

beforeAll(async () => {
  postgres = await startRealPostgres();
  database = await freshDatabase(postgres.url);
  provider = await startIdentityProvider({ redirectUri: CALLBACK, people: PEOPLE, inIdToken: false });
}, 120_000);
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});
afterAll(async () => {
  await provider?.stop();
  await postgres?.stop();
});

async function open(changes: Partial<ProviderSettings> = {}, at = database): Promise<SignIn> {
  const settings: ProviderSettings = {
    issuer: provider.issuer,
    clientId: 'suanpan',
    clientSecret: 'a secret & more: 100%',
    redirectUri: CALLBACK,
    newcomers: 'anyone',
    ...changes,
  };
  const signIn = await openSignIn({ database: at, provider: settings, suspended: (person) => suspended.has(person) });
  opened.push(signIn);
  return signIn;
}

function origin() {
  addresses += 1;
  return { address: `10.0.${addresses >> 8}.${addresses & 255}`, device: 'Firefox' };
}

function begin(signIn: SignIn, returnTo?: string) {
  return signIn.start({ from: origin(), now: NOW, ...(returnTo === undefined ? {} : { returnTo }) });
}

function end(signIn: SignIn, url: string, flow: string, now = NOW) {
  return signIn.finish({ url, flow, from: origin(), now });
}

/** A whole sign-in of somebody, from the button to the session. */
async function signedIn(signIn: SignIn, login: string): Promise<SignedIn | Refused> {
  const { redirect, flow } = await begin(signIn);
  return end(signIn, await browse(redirect, login, CALLBACK), flow);
}

const reasonOf = (answer: SignedIn | Refused) => (answer.ok ? 'ok' : answer.reason);

describe('somebody the provider knows', () => {
  test('is let in, as the same person every time, who the caller must then know', async () => {
    const signIn = await open();
    const first = await signedIn(signIn, 'eve');
    expect(first).toMatchObject({ ok: true, person: { name: 'Eve', status: 'active' }, passwordChangeDue: false });
    const second = await signedIn(signIn, 'eve');
    expect(second.ok && second.person).toEqual(first.ok && first.person);
    const token = first.ok ? first.token : '';
    expect(await signIn.session({ token, now: NOW })).toMatchObject({ ok: true, session: { method: 'provider' } });
    expect(await signedIn(signIn, 'ida')).toMatchObject({ person: { name: 'ida.i' } });
  });

  test('comes by a public client as well, with PKCE alone', async () => {
    const settings: ProviderSettings = {
      issuer: provider.issuer,
      clientId: 'public',
      redirectUri: CALLBACK,
      newcomers: 'anyone',
    };
    const signIn = await openSignIn({ database, provider: settings });
    opened.push(signIn);
    expect(await signedIn(signIn, 'eve')).toMatchObject({ ok: true, person: { name: 'Eve' } });
  });

  test('is one person, however many first sign-ins end at once', async () => {
    const [one, two] = [await open(), await open()];
    const begun = await Promise.all([one, two, one].map((each) => begin(each)));
    const urls = await Promise.all(begun.map(({ redirect }) => browse(redirect, 'twin', CALLBACK)));
    const answers = await Promise.all(urls.map((url, i) => end(i === 1 ? two : one, url, begun[i]?.flow ?? '')));
    expect(answers.map(reasonOf)).toEqual(['ok', 'ok', 'ok']);
    expect(new Set(answers.map((answer) => answer.ok && answer.person.id)).size).toBe(1);
  });

  test('is refused while suspended', async () => {
    const signIn = await open();
    const before = await signedIn(signIn, 'eve');
    const id = before.ok ? before.person.id : '';
    suspended.add(id);
    expect(reasonOf(await signedIn(signIn, 'eve'))).toBe('person_suspended');
    suspended.delete(id);
  });

  test('goes back to where they wanted to go, on this site alone', async () => {
    const signIn = await open();
    const backTo = async (wanted: string) => {
      const { redirect, flow } = await begin(signIn, wanted);
      const answer = await end(signIn, await browse(redirect, 'eve', CALLBACK), flow);
      return answer.ok ? answer.returnTo : answer.reason;
    };
    expect(await backTo('/statements/2026-10?tab=lines#top')).toBe('/statements/2026-10?tab=lines#top');
    for (const elsewhere of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '',
      'x',
      `/${'x'.repeat(1000)}`,
    ]) {
      expect(await backTo(elsewhere)).toBe('/');
    }
  });
});

describe('where people are invited', () => {
  test('an invitation binds the account whose verified address it names, for good', async () => {
    const at = await freshDatabase(postgres.url);
    const signIn = await open({ newcomers: 'invited' }, at);
    expect(reasonOf(await signedIn(signIn, 'ann'))).toBe('not_invited');
    const invited = await signIn.invite({ name: 'Ann of Sales', email: ' ann@EXAMPLE.com ', now: NOW });
    expect(await signIn.means(invited.id)).toMatchObject({ bound: false, email: 'ann@example.com' });
    expect(await signedIn(signIn, 'ann')).toMatchObject({ ok: true, person: invited });
    expect(await signIn.means(invited.id)).toMatchObject({ bound: true });
    // Whoever is given the address later is somebody else.
    await sql(at, "UPDATE access.person SET subject = 'former' WHERE id = $1", [invited.id]);
    expect(reasonOf(await signedIn(signIn, 'ann'))).toBe('not_invited');
    await expect(signIn.invite({ name: 'Ann', email: 'ann@example.com', now: NOW })).rejects.toMatchObject({
      code: 'entity_exists',
    });
    await expect(signIn.invite({ name: 'Ann', email: 'ann', now: NOW })).rejects.toMatchObject({
      code: 'entity_invalid',
    });
  });

  test('an address that the provider has not verified binds nothing', async () => {
    const signIn = await open({ newcomers: 'invited' }, await freshDatabase(postgres.url));
    await signIn.invite({ name: 'Bob', email: 'bob@example.com', now: NOW });
    expect(reasonOf(await signedIn(signIn, 'bob'))).toBe('not_invited');
  });

  test('a provider that tells the address in the ID token itself will do', async () => {
    const other = await startIdentityProvider({ redirectUri: CALLBACK, people: PEOPLE, inIdToken: true });
    try {
      const signIn = await open({ newcomers: 'invited', issuer: other.issuer }, await freshDatabase(postgres.url));
      const invited = await signIn.invite({ name: 'Ann', email: 'ann@example.com', now: NOW });
      expect(await signedIn(signIn, 'ann')).toMatchObject({ ok: true, person: invited });
    } finally {
      await other.stop();
    }
  });
});

describe('an answer is refused', () => {
  /** Begins, changes what goes to the provider, comes back, changes what came back. */
  async function tampered(there: (url: URL) => void, back: (url: URL) => void, now = NOW): Promise<SignedIn | Refused> {
    const signIn = await open();
    const { redirect, flow } = await begin(signIn);
    const to = new URL(redirect);
    there(to);
    const from = new URL(await browse(to.href, 'eve', CALLBACK));
    back(from);
    return end(signIn, from.href, flow, now);
  }
  const nothing = () => undefined;

  test('that nobody has tampered with excepted', async () => {
    expect(reasonOf(await tampered(nothing, nothing))).toBe('ok');
  });

  test.each<[string, (url: URL) => void, (url: URL) => void, string]>([
    ['with another state', nothing, (url) => url.searchParams.set('state', 'other'), 'answer_invalid'],
    ['without a state', nothing, (url) => url.searchParams.delete('state'), 'answer_invalid'],
    ['of another issuer', nothing, (url) => url.searchParams.set('iss', 'https://evil.example'), 'answer_invalid'],
    ['without a code', nothing, (url) => url.searchParams.delete('code'), 'answer_invalid'],
    ['with a made-up code', nothing, (url) => url.searchParams.set('code', 'made-up'), 'answer_invalid'],
    ['for another nonce', (url) => url.searchParams.set('nonce', 'other'), nothing, 'answer_invalid'],
    ['for no nonce', (url) => url.searchParams.delete('nonce'), nothing, 'answer_invalid'],
    [
      'for another code verifier',
      (url) => url.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'),
      nothing,
      'answer_invalid',
    ],
  ])('%s', async (_name, there, back, reason) => {
    expect(await tampered(there, back)).toMatchObject({ ok: false, code: 'sign_in_refused', reason });
  });

  test('ten minutes after it was begun', async () => {
    expect(reasonOf(await tampered(nothing, nothing, NOW + 600_000))).toBe('flow_expired');
    expect(reasonOf(await tampered(nothing, nothing, NOW + 599_999))).toBe('ok');
  });

  test('the second time, in this flow and in any other', async () => {
    const signIn = await open();
    const first = await begin(signIn);
    const url = await browse(first.redirect, 'eve', CALLBACK);
    const both = await Promise.all([end(signIn, url, first.flow), end(await open(), url, first.flow)]);
    expect(both.map(reasonOf).sort()).toEqual(['flow_unknown', 'ok']);
    const second = await begin(signIn);
    const replayed = new URL(url);
    replayed.searchParams.set('state', new URL(second.redirect).searchParams.get('state') ?? '');
    expect(reasonOf(await end(signIn, replayed.href, second.flow))).toBe('answer_invalid');
  });

  test('in another browser', async () => {
    const signIn = await open();
    const [mine, theirs] = [await begin(signIn), await begin(signIn)];
    const url = await browse(theirs.redirect, 'eve', CALLBACK);
    expect(reasonOf(await end(signIn, url, mine.flow))).toBe('answer_invalid');
    for (const flow of ['', 'x', 'A'.repeat(43)]) expect(reasonOf(await end(signIn, url, flow))).toBe('flow_unknown');
    expect(reasonOf(await end(signIn, url, theirs.flow))).toBe('ok');
  });

  test('when the person changed their mind, or the address is none', async () => {
    const signIn = await open();
    const one = await begin(signIn);
    expect(reasonOf(await end(signIn, await browse(one.redirect, 'eve', CALLBACK, true), one.flow))).toBe(
      'provider_refused',
    );
    const two = await begin(signIn);
    expect(reasonOf(await end(signIn, 'http://[', two.flow))).toBe('answer_invalid');
  });
});

test('an answer is understood at whatever address a proxy hands it on', async () => {
  const signIn = await open();
  const { redirect, flow } = await begin(signIn);
  const { search } = new URL(await browse(redirect, 'eve', CALLBACK));
  expect(reasonOf(await end(signIn, `http://10.1.2.3:3000/internal${search}`, flow))).toBe('ok');
});

test('of a flow nothing is stored by which it could be ended', async () => {
  const signIn = await open();
  const { redirect, flow } = await begin(signIn);
  const { searchParams } = new URL(redirect);
  expect(searchParams.get('code_challenge_method')).toBe('S256');
  const rows = JSON.stringify(await sql(database, 'SELECT * FROM access.flow'));
  for (const secret of [flow, searchParams.get('state'), searchParams.get('nonce')]) expect(rows).not.toContain(secret);
});

test('one address begins twenty sign-ins, then one every fifteen seconds', async () => {
  const signIn = await open();
  const from = { address: '192.0.2.77', device: '' };
  for (let i = 0; i < 20; i += 1) await signIn.start({ from, now: NOW });
  await expect(signIn.start({ from, now: NOW })).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 15 });
  await expect(signIn.start({ from, now: NOW + 15_000 })).resolves.toMatchObject({ expiresAt: NOW + 615_000 });
});

test('a provider that is away is passing trouble, and people sign in once it is back', async () => {
  const signIn = await open();
  const early = await begin(signIn);
  const url = await browse(early.redirect, 'eve', CALLBACK);
  await provider.stop();
  const fresh = await open();
  for (const act of [() => begin(fresh), () => end(signIn, url, early.flow)]) {
    const error = await act().catch((caught: unknown) => caught);
    expect(isFault(error, 'unavailable')).toBe(true);
  }
  await provider.restart();
  expect(reasonOf(await signedIn(fresh, 'eve'))).toBe('ok');
});

test('where no provider is set up, or none can be, it is said so', async () => {
  const bare = await openSignIn({ database });
  opened.push(bare);
  await expect(begin(bare)).rejects.toMatchObject({ code: 'not_found' });
  await expect(end(bare, CALLBACK, 'x')).rejects.toMatchObject({ code: 'not_found' });
  for (const issuer of ['http://provider.example', 'ftp://127.0.0.1', 'provider', 'http://10.0.0.1']) {
    await expect(open({ issuer })).rejects.toMatchObject({ code: 'config_invalid' });
  }
  const elsewhere = await open({ issuer: `${provider.issuer}/elsewhere` });
  await expect(begin(elsewhere)).rejects.toMatchObject({ code: 'config_invalid' });
});
