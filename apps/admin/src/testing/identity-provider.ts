import { generateKeyPairSync, hash, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A provider that speaks OpenID Connect as far as the code flow with PKCE asks, and lets everybody be whom a spec says. */
export interface IdentityProvider {
  readonly issuer: string;
  /** What a person does at the provider: follows the redirect, and is sent back with a code. */
  signIn(redirect: string, who: { readonly sub: string; readonly email: string }): string;
  stop(): Promise<void>;
}

const KEY_ID = 'spec';

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const codes = new Map<string, { readonly challenge: string; readonly claims: object }>();
  const tokenOf = (claims: object): string => {
    const parts = [{ alg: 'RS256', kid: KEY_ID }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return `${parts.join('.')}.${sign('sha256', Buffer.from(parts.join('.')), privateKey).toString('base64url')}`;
  };
  const answerTo = async (request: IncomingMessage): Promise<object> => {
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          code_challenge_methods_supported: ['S256'],
        };
      case '/keys':
        return {
          keys: [
            {
              ...publicKey.export({ format: 'jwk' }),
              kid: KEY_ID,
              alg: 'RS256',
              use: 'sig',
            },
          ],
        };
      default:
        return exchange(new URLSearchParams(await textOf(request)));
    }
  };
  const exchange = (form: URLSearchParams): object => {
    const known = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = hash('sha256', form.get('code_verifier') ?? '', 'base64url');
    if (known?.challenge !== challenge) return { error: 'invalid_grant' };
    return {
      access_token: randomUUID(),
      token_type: 'Bearer',
      id_token: tokenOf(known.claims),
    };
  };
  const server = createServer(async (request, answer) => {
    const body = await answerTo(request);
    answer.writeHead('error' in body ? 400 : 200, {
      'content-type': 'application/json',
    });
    answer.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    signIn(redirect, who) {
      const asked = new URL(redirect).searchParams;
      const code = randomUUID();
      const seconds = Math.floor(Date.now() / 1000);
      const issued = {
        iss: issuer,
        aud: asked.get('client_id'),
        iat: seconds,
        exp: seconds + 60,
      };
      const claims = {
        ...issued,
        nonce: asked.get('nonce'),
        ...who,
        email_verified: true,
      };
      codes.set(code, { challenge: asked.get('code_challenge') ?? '', claims });
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.search = new URLSearchParams({
        code,
        state: asked.get('state') ?? '',
      }).toString();
      return back.href;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
