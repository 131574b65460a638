import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { orPlatform, platform } from '../frame/target.ts';
import { Id, Instant, ListQuery, Name, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { Grant, Person } from './person-shapes.ts';

const TAG = 'People';
export const PersonParams = z.strictObject({ person: Named });
const here = ({ params }: { readonly params: { readonly person: string } }) =>
  ({ kind: 'person', id: params.person }) as const;

const Login = z.string().min(1).max(100).describe('What the person signs in by, without an identity provider.');
const Email = z.string().min(3).max(254).describe('The verified address the identity provider must bring.');

export const FirstPassword = z
  .strictObject({
    login: z.string(),
    password: z.string().describe('Shown here once; it must be changed at the first sign-in.'),
  })
  .meta({ id: 'FirstPassword' });

export const InvitedPerson = z
  .strictObject({ person: Person, grant: Grant.nullable(), firstPassword: FirstPassword.nullable() })
  .meta({ id: 'InvitedPerson' });

export const PersonDetails = z
  .strictObject({
    person: Person,
    login: z.string().nullable(),
    email: z.string().nullable(),
    bound: z.boolean().describe("Whether an identity provider's account is bound."),
    passwordChangeDue: z.boolean(),
  })
  .meta({ id: 'PersonDetails' });

export const Session = z
  .strictObject({
    id: z.string(),
    method: z.enum(['password', 'provider']),
    device: z.string(),
    address: z.string(),
    createdAt: Instant,
    usedAt: Instant,
    expiresAt: Instant,
    current: z.boolean().describe('Whether it is the one that asks.'),
  })
  .meta({ id: 'Session' });

export const Sessions = z.strictObject({ items: z.array(Session) }).meta({ id: 'Sessions' });

export const listPeople = operation({
  id: 'listPeople',
  method: 'GET',
  path: '/v1/people',
  tag: TAG,
  summary: 'People the caller may see, by id',
  details: 'With `person.view` in a root: those to whom something was granted in it.',
  access: { each: 'person.view' },
  effect: 'read',
  query: z.strictObject({ root: Named.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('PersonPage', Person),
  examples: { all: { query: { limit: '20' } } },
});

export const invitePerson = operation({
  id: 'invitePerson',
  method: 'POST',
  path: '/v1/people',
  tag: TAG,
  summary: 'Let a further person sign in',
  details:
    'By `email` through the identity provider, or by `login` with a first password. Whoever does not manage people of the whole platform names the account and the role the person gets there.',
  access: {
    needs: 'person.invite',
    where: ({ body }) => (body.grant === undefined ? platform : orPlatform('account', body.grant.account)),
  },
  effect: 'new',
  body: z
    .strictObject({
      name: Name,
      email: Email.exactOptional(),
      login: Login.exactOptional(),
      grant: z.strictObject({ account: Named, role: Id }).exactOptional(),
      reason: Reason,
    })
    .refine(({ email, login }) => (email === undefined) !== (login === undefined), {
      message: 'either email or login',
      path: ['login'],
    })
    .meta({ id: 'NewPerson' }),
  status: 201,
  answer: InvitedPerson,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    login: {
      body: {
        name: 'Ada Lovelace',
        login: 'ada',
        grant: { account: 'acme-research', role: 'department' },
        reason: 'Leads research from June.',
      },
    },
    email: { body: { name: 'Grace Hopper', email: 'grace@example.com', reason: 'Auditor of the year.' } },
  },
});

export const readPerson = operation({
  id: 'readPerson',
  method: 'GET',
  path: '/v1/people/{person}',
  tag: TAG,
  summary: 'One person, and how they sign in',
  access: { needs: 'person.view', where: here },
  effect: 'read',
  params: PersonParams,
  status: 200,
  answer: PersonDetails,
  examples: { known: { params: { person: 'per_known' } } },
});

export const changePerson = operation({
  id: 'changePerson',
  method: 'PATCH',
  path: '/v1/people/{person}',
  tag: TAG,
  summary: 'Rename, suspend or readmit a person',
  details: 'A suspended person is out at once, sessions included.',
  access: { needs: 'person.manage', where: here },
  effect: 'change',
  params: PersonParams,
  body: z
    .strictObject({
      name: Name.exactOptional(),
      status: z.enum(['active', 'suspended']).exactOptional(),
      reason: Reason,
    })
    .meta({ id: 'PersonChange' }),
  status: 200,
  answer: Person,
  examples: { suspend: { params: { person: 'per_known' }, body: { status: 'suspended', reason: 'On leave.' } } },
});

export const renewPassword = operation({
  id: 'renewPassword',
  method: 'POST',
  path: '/v1/people/{person}/password',
  tag: TAG,
  summary: 'Replace a forgotten password, and end the sessions of the person',
  access: { needs: 'person.manage', where: here },
  effect: 'new',
  params: PersonParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'PasswordRenewal' }),
  status: 200,
  answer: FirstPassword,
  faults: ['entity_unknown'],
  examples: { forgotten: { params: { person: 'per_known' }, body: { reason: 'Forgotten; met in person.' } } },
});

export const listSessionsOf = operation({
  id: 'listSessionsOf',
  method: 'GET',
  path: '/v1/people/{person}/sessions',
  tag: TAG,
  summary: 'Where a person is signed in',
  access: { needs: 'person.manage', where: here },
  effect: 'read',
  params: PersonParams,
  status: 200,
  answer: Sessions,
  examples: { known: { params: { person: 'per_known' } } },
});

export const endSessionsOf = operation({
  id: 'endSessionsOf',
  method: 'POST',
  path: '/v1/people/{person}/sessions/end',
  tag: TAG,
  summary: 'End every session of a person',
  access: { needs: 'person.manage', where: here },
  effect: 'new',
  params: PersonParams,
  body: z.strictObject({ reason: plainText(1_000) }).meta({ id: 'SessionsEnd' }),
  status: 200,
  answer: z.strictObject({ ended: z.int() }).meta({ id: 'SessionsEnded' }),
  examples: { lost: { params: { person: 'per_known' }, body: { reason: 'The laptop was stolen.' } } },
});
