import { isInNetwork, parseAddress, parseNetwork } from '@suanpan/api-keys';
import { Fault } from '@suanpan/fault';
import * as oidc from 'openid-client';
import type { SignInReason } from './refused.ts';
import { derivedFrom } from './secret-text.ts';
import type { ProviderSettings } from './sign-in.ts';

/** Who somebody is at the provider. */
export interface ProviderAccount {
  readonly issuer: string;
  readonly subject: string;
  /** Only one the provider has verified. */
  readonly email: string | undefined;
  readonly name: string;
}

/** The code flow with one provider. Everything a flow must remember follows from its token. */
export interface Provider {
  /** Where to send somebody who begins the flow. */
  redirect(flow: string): Promise<string>;
  /** Who came back, by the address they came to. */
  account(url: string, flow: string): Promise<ProviderAccount | { readonly refused: SignInReason }>;
}

const TIMEOUT_SECONDS = 10;
const SCOPE = 'openid email profile';

/** Speaks with a provider. It is looked up at the first sign-in, so that a service starts without it. */
export function createProvider(settings: ProviderSettings): Provider {
  const issuer = checkedIssuer(settings.issuer);
  let known: Promise<oidc.Configuration> | undefined;
  const configuration = () => {
    known ??= discover(settings, issuer).catch((error: unknown) => {
      known = undefined;
      throw providerFault(error);
    });
    return known;
  };
  return {
    async redirect(flow) {
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.redirectUri,
        scope: SCOPE,
        state: derivedFrom(flow, 'state'),
        nonce: derivedFrom(flow, 'nonce'),
        code_challenge: await oidc.calculatePKCECodeChallenge(derivedFrom(flow, 'verifier')),
        code_challenge_method: 'S256',
      });
      return url.href;
    },
    async account(url, flow) {
      const config = await configuration();
      const current = answered(settings.redirectUri, url);
      if (current === undefined) return { refused: 'answer_invalid' };
      try {
        return await exchange(config, current, flow);
      } catch (error) {
        return { refused: refusalOf(error) };
      }
    },
  };
}

async function exchange(config: oidc.Configuration, current: URL, flow: string): Promise<ProviderAccount> {
  const tokens = await oidc.authorizationCodeGrant(config, current, {
    expectedState: derivedFrom(flow, 'state'),
    expectedNonce: derivedFrom(flow, 'nonce'),
    pkceCodeVerifier: derivedFrom(flow, 'verifier'),
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new TypeError('The library promised an ID token.');
  const asked = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
  // A provider may keep these claims for its userinfo endpoint (OpenID Connect Core 5.4).
  const more = asked ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : undefined;
  const { email, email_verified: verified, name, preferred_username: username } = { ...claims, ...more };
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: verified === true && typeof email === 'string' ? email : undefined,
    name: [name, username, email, claims.sub].find((each) => typeof each === 'string' && each !== '') as string,
  };
}

async function discover(settings: ProviderSettings, issuer: URL): Promise<oidc.Configuration> {
  const { clientSecret } = settings;
  const authentication = clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
  return oidc.discovery(issuer, settings.clientId, undefined, authentication, {
    timeout: TIMEOUT_SECONDS,
    execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
  });
}

/** What came back, at the address that was asked for: behind a proxy the service itself has another. */
function answered(redirectUri: string, url: string): URL | undefined {
  if (!URL.canParse(url, redirectUri)) return undefined;
  const current = new URL(redirectUri);
  current.search = new URL(url, redirectUri).search;
  return current;
}

function checkedIssuer(text: string): URL {
  const issuer = URL.canParse(text) ? new URL(text) : undefined;
  if (issuer?.protocol === 'https:' || (issuer?.protocol === 'http:' && isLoopback(issuer.hostname))) return issuer;
  throw new Fault('config_invalid', 'The issuer must be an https address; http is for loopback addresses only.');
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const address = parseAddress(host.replaceAll(/[[\]]/g, ''));
  const loopback = ['127.0.0.0/8', '::1/128'].map(parseNetwork);
  return address !== undefined && loopback.some((network) => network !== undefined && isInNetwork(address, network));
}

/** The reason of a refusal; trouble that passes is thrown as `unavailable`. */
function refusalOf(error: unknown): SignInReason {
  if (isPassing(error)) throw providerFault(error);
  return error instanceof oidc.AuthorizationResponseError ? 'provider_refused' : 'answer_invalid';
}

function providerFault(error: unknown): Fault {
  if (isPassing(error)) return new Fault('unavailable', 'The identity provider did not answer.', { cause: error });
  return new Fault('config_invalid', 'At the address of the identity provider is none.', { cause: error });
}

/** Whether the provider could not be reached, did not answer in time, or had trouble of its own. */
function isPassing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, status, message, cause } = error as Readonly<Record<string, unknown>>;
  if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT' || message === 'fetch failed') return true;
  return (typeof status === 'number' && status >= 500) || isPassing(cause);
}
