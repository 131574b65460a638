// A real OpenID provider on a loopback port, as a process of its own: `node identity-provider-child.ts <port> <settings>`.
// It tells its parent when it listens. Everybody who types a name is somebody; what is known of them is in the settings.
import Provider, { type Configuration } from 'oidc-provider';

const [port = '', text = '{}'] = process.argv.slice(2);
const settings = JSON.parse(text) as {
  readonly redirectUri: string;
  readonly people: Readonly<Record<string, Record<string, unknown>>>;
  /** Whether e-mail and name stand in the ID token as well, or at the userinfo endpoint alone. */
  readonly inIdToken: boolean;
};

const client = { redirect_uris: [settings.redirectUri] };
const configuration: Configuration = {
  clients: [
    { ...client, client_id: 'suanpan', client_secret: 'a secret & more: 100%' },
    { ...client, client_id: 'public', token_endpoint_auth_method: 'none' },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
  conformIdTokenClaims: !settings.inIdToken,
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...settings.people[id] }),
  }),
  pkce: { required: () => true },
  cookies: { keys: ['for-this-test'] },
};

new Provider(`http://127.0.0.1:${port}`, configuration).listen(Number(port), '127.0.0.1', () =>
  process.send?.('listening'),
);
