import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Id, ListQuery, Name, Named, pageOf, Reason } from '../shapes/basics.ts';
import { Account, Budget, CallQuota } from '../shapes/tree.ts';

const TAG = 'Accounts';
const AccountParams = z.strictObject({ account: Named });
const here = ({ params }: { readonly params: { readonly account: string } }) =>
  ({ kind: 'account', id: params.account }) as const;

export const listAccounts = operation({
  id: 'listAccounts',
  method: 'GET',
  path: '/v1/accounts',
  tag: TAG,
  summary: 'Accounts of a root that the caller may see, by id',
  access: { each: 'account.view' },
  effect: 'read',
  query: z.strictObject({
    root: Named,
    parent: Named.exactOptional().describe('Only those right below this account.'),
    kind: z.enum(['root', 'department', 'service']).exactOptional(),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('AccountPage', Account),
  examples: { departments: { query: { root: 'acme', kind: 'department' } } },
});

export const createAccount = operation({
  id: 'createAccount',
  method: 'POST',
  path: '/v1/accounts',
  tag: TAG,
  summary: 'Create a department or a service account',
  details: 'A budget cap or call quota needs `quota.edit` as well.',
  access: { needs: 'account.manage', where: ({ body }) => ({ kind: 'account', id: body.parent }) },
  effect: 'new',
  body: z
    .strictObject({
      id: Id.exactOptional(),
      parent: Named.describe('The account it stands under; the id of a root for its first level.'),
      kind: z.enum(['department', 'service']),
      name: Name,
      budget: Budget.exactOptional(),
      callQuota: CallQuota.exactOptional(),
      reason: Reason,
    })
    .meta({ id: 'NewAccount' }),
  status: 201,
  answer: Account,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    department: {
      body: { id: 'acme-legal', parent: 'acme', kind: 'department', name: 'Legal', reason: 'New team in June.' },
    },
    capped: {
      body: {
        id: 'acme-lab',
        parent: 'acme-research',
        kind: 'department',
        name: 'Lab',
        budget: { amount: '2500', currency: 'USD', period: 'month', thresholdPercents: [80, 100], hard: true },
        callQuota: { calls: 100_000, period: 'day' },
        reason: 'A small team with a cap of its own.',
      },
    },
    machine: {
      body: {
        id: 'acme-nightly',
        parent: 'acme-research',
        kind: 'service',
        name: 'Nightly evaluation',
        reason: 'Runs from cron.',
      },
    },
  },
});

export const readAccount = operation({
  id: 'readAccount',
  method: 'GET',
  path: '/v1/accounts/{account}',
  tag: TAG,
  summary: 'One account',
  access: { needs: 'account.view', where: here },
  effect: 'read',
  params: AccountParams,
  status: 200,
  answer: Account,
  examples: { research: { params: { account: 'acme-research' } } },
});

export const changeAccount = operation({
  id: 'changeAccount',
  method: 'PATCH',
  path: '/v1/accounts/{account}',
  tag: TAG,
  summary: 'Rename or move an account',
  details: 'To move it needs `account.manage` at the new parent as well. An account never leaves its root.',
  access: { needs: 'account.manage', where: here },
  effect: 'change',
  params: AccountParams,
  body: z
    .strictObject({ name: Name.exactOptional(), parent: Named.exactOptional(), reason: Reason })
    .meta({ id: 'AccountChange' }),
  status: 200,
  answer: Account,
  faults: ['entity_invalid'],
  examples: {
    move: {
      params: { account: 'acme-lab' },
      body: { name: 'Model lab', parent: 'acme', reason: 'Reports to the board now.' },
    },
  },
});

export const limitAccount = operation({
  id: 'limitAccount',
  method: 'PATCH',
  path: '/v1/accounts/{account}/limits',
  tag: TAG,
  summary: 'Set or lift the budget cap and the call quota of an account',
  details: 'Null lifts a limit; what is absent stays.',
  access: { needs: 'quota.edit', where: here },
  effect: 'change',
  params: AccountParams,
  body: z
    .strictObject({
      budget: Budget.nullable().exactOptional(),
      callQuota: CallQuota.nullable().exactOptional(),
      reason: Reason,
    })
    .meta({ id: 'AccountLimits' }),
  status: 200,
  answer: Account,
  faults: ['entity_invalid'],
  examples: {
    raise: {
      params: { account: 'acme-research' },
      body: {
        budget: { amount: '40000', currency: 'USD', period: 'month', thresholdPercents: [50, 80, 100], hard: false },
        callQuota: null,
        reason: 'Evaluation season.',
      },
      versionAt: '/v1/accounts/acme-research',
    },
  },
});

export const closeAccount = operation({
  id: 'closeAccount',
  method: 'POST',
  path: '/v1/accounts/{account}/close',
  tag: TAG,
  summary: 'Close an account',
  details: 'It takes no new projects, keys or plans. What it used stays billed.',
  access: { needs: 'account.manage', where: here },
  effect: 'change',
  params: AccountParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'AccountClosing' }),
  status: 200,
  answer: Account,
  faults: ['entity_invalid'],
  examples: {
    close: {
      params: { account: 'acme-nightly' },
      body: { reason: 'The evaluation moved elsewhere.' },
      versionAt: '/v1/accounts/acme-nightly',
    },
  },
});
