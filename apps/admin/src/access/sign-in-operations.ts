import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Instant, Named, plainText } from '../shapes/basics.ts';
import { Sessions } from './person-operations.ts';
import { Person, TreeNode } from './person-shapes.ts';

const TAG = 'Signing in';
const Secret = z.string().min(1).max(1_024);
const ReturnTo = z.string().max(2_000).describe('A path of this site to go to afterwards.');

export const SignedIn = z
  .strictObject({
    person: Person,
    expiresAt: Instant,
    passwordChangeDue: z.boolean().describe('Until the password is changed the session is good for nothing else.'),
  })
  .meta({ id: 'SignedIn', description: 'The session is in a cookie that scripts cannot read.' });

export const signInByPassword = operation({
  id: 'signInByPassword',
  method: 'POST',
  path: '/v1/sign-in/password',
  tag: TAG,
  summary: 'Sign in by a password',
  details: 'Tries are counted by login and by address.',
  access: 'public',
  effect: 'session',
  body: z.strictObject({ login: plainText(100), password: Secret }).meta({ id: 'PasswordSignIn' }),
  status: 200,
  answer: SignedIn,
  faults: ['sign_in_refused', 'rate_limited', 'cross_site_refused'],
  examples: { ada: { body: { login: 'known', password: 'correct horse battery' } } },
});

export const changePassword = operation({
  id: 'changePassword',
  method: 'POST',
  path: '/v1/sign-in/password/change',
  tag: TAG,
  summary: 'Change the own password',
  details: 'Ends every session of the person and opens a new one.',
  access: 'public',
  effect: 'session',
  body: z.strictObject({ current: Secret, next: Secret }).meta({ id: 'PasswordChange' }),
  status: 200,
  answer: SignedIn,
  faults: ['sign_in_refused', 'rate_limited', 'cross_site_refused'],
  examples: { change: { body: { current: 'correct horse battery', next: 'staple correct battery horse' } } },
});

export const startProviderSignIn = operation({
  id: 'startProviderSignIn',
  method: 'GET',
  path: '/v1/sign-in/provider',
  tag: TAG,
  summary: 'Sign in at the identity provider',
  details: 'Sends the browser there (OpenID Connect, code flow with PKCE). `not_found` where none is set up.',
  access: 'public',
  effect: 'read',
  query: z.strictObject({ returnTo: ReturnTo.exactOptional() }),
  status: 302,
  answer: z.unknown(),
  faults: ['not_found'],
  examples: { start: { query: { returnTo: '/statements' }, expects: 404 } },
});

export const finishProviderSignIn = operation({
  id: 'finishProviderSignIn',
  method: 'GET',
  path: '/v1/sign-in/provider/callback',
  tag: TAG,
  summary: 'Where the identity provider sends the browser back to',
  access: 'public',
  effect: 'read',
  query: z.looseObject({}),
  status: 302,
  answer: z.unknown(),
  faults: ['not_found', 'sign_in_refused', 'rate_limited'],
  examples: { refused: { query: { state: 'x', code: 'y' }, expects: 404 } },
});

export const signOut = operation({
  id: 'signOut',
  method: 'POST',
  path: '/v1/sign-out',
  tag: TAG,
  summary: 'End the own session',
  access: 'public',
  effect: 'session',
  status: 200,
  answer: z.strictObject({}).meta({ id: 'SignedOut' }),
  examples: { out: {} },
});

export const whoAmI = operation({
  id: 'whoAmI',
  method: 'GET',
  path: '/v1/whoami',
  tag: TAG,
  summary: 'Who is calling, and which roots they see',
  access: 'signed_in',
  effect: 'read',
  status: 200,
  answer: z
    .strictObject({
      kind: z.enum(['person', 'key']),
      id: z.string(),
      name: z.string(),
      label: z.string().describe('As it stands in revisions.'),
      roots: z.array(z.string()).describe('Roots in which they see at least one account.'),
      tops: z.array(TreeNode).describe('The highest accounts they see.'),
    })
    .meta({ id: 'WhoAmI' }),
  examples: { me: {} },
});

export const listSessions = operation({
  id: 'listSessions',
  method: 'GET',
  path: '/v1/sessions',
  tag: TAG,
  summary: 'Where one is signed in oneself',
  access: 'signed_in',
  effect: 'read',
  status: 200,
  answer: Sessions,
  examples: { mine: {} },
});

export const endSession = operation({
  id: 'endSession',
  method: 'POST',
  path: '/v1/sessions/{session}/end',
  tag: TAG,
  summary: 'End one of the own sessions',
  access: 'signed_in',
  effect: 'session',
  params: z.strictObject({ session: Named }),
  status: 200,
  answer: z.strictObject({ ended: z.boolean() }).meta({ id: 'SessionEnded' }),
  examples: { none: { params: { session: 'nonesuch' } } },
});
