import { expect, test } from '@jest/globals';
import type { ChangeRequest } from '../change-request.ts';
import { catalogueAfter, change, create, EVERYTHING, end, plan, sound } from '../testing/everything.ts';

const lab = sound('account');
const robot = sound('account', 1);
const chat = sound('project');
const key = sound('key');
const watcher = sound('role');
const grant = sound('grant');
const pay = sound('paymentMethod');
const payg = sound('plan', 1);
const first = sound('assignment');
const point = sound('seriesPoint');
const alias = sound('alias');
const markup = sound('markup');
const rate = sound('fxRate');
const split = sound('budgetRule');
const backfill = sound('backfill');
const row = sound('priceRow');

const other = { id: 'theirs', root: 'other', parent: 'other', kind: 'service', name: 'Theirs' } as const;

const operates: typeof grant = {
  ...grant,
  ...{ id: 'operates', root: null, node: null, principal: { kind: 'person', id: 'ann' }, effect: 'allow' },
  ...{ role: 'platform_operator', permissions: [], expiresAt: null },
};

const refusals: [string, readonly ChangeRequest[], string, RegExp][] = [
  ['a root that ends', [end('root', 'acme')], 'entity_invalid', /never ends/],
  ['an account that ends', [end('account', 'robot')], 'entity_invalid', /close it/],
  ['a project that ends', [end('project', 'chat')], 'entity_invalid', /archive it/],
  ['a key that ends', [end('key', 'key_0')], 'entity_invalid', /revoke it/],
  ['a calendar that ends', [end('calendar', 'acme')], 'entity_invalid', /never end/],
  ['a backfill that ends', [end('backfill', 'bf')], 'entity_invalid', /seal it/],
  [
    'a project of a closed account',
    [create('project', { ...chat, id: 'p', account: 'lab' })],
    'entity_invalid',
    /lab is closed/,
  ],
  ['a project moved to a closed account', [change('project', { ...chat, account: 'lab' })], 'entity_invalid', /closed/],
  [
    'a key of a closed account',
    [create('key', { ...key, id: 'k', hash: 'e'.repeat(64), account: 'lab' })],
    'entity_invalid',
    /closed/,
  ],
  [
    'an account below a closed one',
    [create('account', { ...robot, id: 'x', parent: 'lab' })],
    'entity_invalid',
    /closed/,
  ],
  [
    'a plan for a closed account',
    [create('assignment', { ...first, id: 'x', account: 'lab' })],
    'entity_invalid',
    /closed/,
  ],
  [
    'a root account with a parent',
    [change('account', { ...lab, id: 'acme', parent: 'lab', kind: 'root' })],
    'entity_invalid',
    /no parent/,
  ],
  [
    'a root account renamed without its root',
    [change('account', { id: 'acme', root: 'acme', parent: null, kind: 'root', name: 'X' })],
    'entity_invalid',
    /renamed with its root/,
  ],
  [
    'a department made a service account',
    [change('account', { ...lab, kind: 'service' })],
    'entity_invalid',
    /never changes its kind/,
  ],
  [
    'a key that replaces one of another root',
    [
      create('account', other),
      create('key', { ...key, id: 'k', hash: 'e'.repeat(64), root: 'other', account: 'theirs', replaces: 'key_0' }),
    ],
    'entity_invalid',
    /another root/,
  ],
  [
    'a key that replaces none',
    [create('key', { ...key, id: 'k', hash: 'e'.repeat(64), replaces: 'k9' })],
    'entity_unknown',
    /key k9/,
  ],
  [
    'a key that replaces itself',
    [create('key', { ...key, id: 'k', hash: 'e'.repeat(64), replaces: 'k' })],
    'entity_invalid',
    /itself/,
  ],
  [
    'a calendar of an unknown root',
    [create('calendar', { id: 'nobody', root: 'nobody' })],
    'entity_unknown',
    /root nobody/,
  ],
  ['a second calendar', [create('calendar', { id: 'acme', root: 'acme' })], 'entity_exists', /exists/],
  [
    'a calendar with an id of its own',
    [create('calendar', { id: 'c', root: 'acme' })],
    'entity_invalid',
    /that of its root/,
  ],
  ['a person somebody was granted to', [end('person', 'ann')], 'entity_invalid', /grants/],
  [
    'the end of the last platform operator, whom one for a time does not replace',
    [
      create('grant', operates),
      create('grant', { ...operates, id: 'while', expiresAt: 9_000 }),
      end('grant', 'operates'),
    ],
    'entity_invalid',
    /nobody else operates/,
  ],
  [
    'the suspension of the last platform operator',
    [create('grant', operates), change('person', { id: 'ann', name: 'Ann', status: 'suspended' })],
    'entity_invalid',
    /nobody else operates/,
  ],
  ['a role that is granted', [end('role', 'watcher')], 'entity_invalid', /grants/],
  [
    'a role with the id of a built-in one',
    [create('role', { ...watcher, id: 'auditor' })],
    'entity_invalid',
    /built-in/,
  ],
  ['a role of an unknown root', [create('role', { ...watcher, id: 'r', root: 'x' })], 'entity_unknown', /root x/],
  [
    'a role that changes root',
    [change('role', { ...watcher, root: null })],
    'entity_invalid',
    /never changes its root/,
  ],
  [
    "a grant at another root's node",
    [create('grant', { ...grant, id: 'g', node: { kind: 'account', id: 'other' } })],
    'entity_invalid',
    /another root/,
  ],
  [
    'a grant at an unknown node',
    [create('grant', { ...grant, id: 'g', node: { kind: 'project', id: 'x' } })],
    'entity_unknown',
    /project x/,
  ],
  [
    'a grant to an unknown person',
    [create('grant', { ...grant, id: 'g', principal: { kind: 'person', id: 'x' } })],
    'entity_unknown',
    /person x/,
  ],
  [
    'a grant to a department',
    [create('grant', { ...grant, id: 'g', principal: { kind: 'account', id: 'lab' } })],
    'entity_invalid',
    /no service account/,
  ],
  [
    "a root's grant to another root's machine",
    [create('account', other), create('grant', { ...grant, id: 'g', principal: { kind: 'account', id: 'theirs' } })],
    'entity_invalid',
    /theirs belongs to another root/,
  ],
  ['a grant of an unknown role', [create('grant', { ...grant, id: 'g', role: 'x' })], 'entity_unknown', /role x/],
  [
    "a grant of another root's role",
    [
      create('account', other),
      create('grant', {
        ...grant,
        id: 'g',
        root: 'other',
        node: { kind: 'account', id: 'other' },
        principal: { kind: 'account', id: 'theirs' },
      }),
    ],
    'entity_invalid',
    /another root's own/,
  ],
  [
    'a grant that changes its principal',
    [change('grant', { ...grant, principal: { kind: 'person', id: 'ann' } })],
    'entity_invalid',
    /principal/,
  ],
  [
    'an organisation of an unknown root',
    [create('organisation', { id: 'o', name: 'O', roots: ['x'] })],
    'entity_unknown',
    /root x/,
  ],
  [
    'a payment method of an unknown root',
    [create('paymentMethod', { ...pay, id: 'p', root: 'x' })],
    'entity_unknown',
    /root x/,
  ],
  [
    'a payment method that becomes another',
    [change('paymentMethod', { ...pay, reference: 'pm_2' })],
    'entity_invalid',
    /reference/,
  ],
  [
    'a plan that changes',
    [change('plan' as 'role', { ...payg, name: 'X' } as never)],
    'entity_invalid',
    /never changed/,
  ],
  [
    'a price row that changes',
    [change('priceRow' as 'role', { id: 'row' } as never)],
    'entity_invalid',
    /never changed/,
  ],
  [
    'a plan that is none',
    [create('plan', { ...payg, id: 'payg@2', version: 2, components: [] })],
    'plan_invalid',
    /components/,
  ],
  [
    "a version of somebody else's plan",
    [create('plan', { ...payg, id: 'payg@2', version: 2, root: 'acme' })],
    'entity_invalid',
    /somebody else/,
  ],
  ['the end of a plan that somebody was on', [end('plan', 'payg@1')], 'entity_invalid', /on this plan/],
  ['an unknown plan', [create('assignment', { ...first, id: 'x', plan: 'none@1' })], 'entity_unknown', /plan none@1/],
  [
    "another root's own plan",
    [create('assignment', { ...first, id: 'x', root: 'other', account: 'other', plan: 'hybrid@2' })],
    'entity_unknown',
    /plan hybrid@2/,
  ],
  [
    "an assignment of another root's account",
    [create('assignment', { ...first, id: 'x', root: 'other' })],
    'entity_invalid',
    /another root/,
  ],
  [
    'two plans of an account at one time',
    [create('assignment', { ...first, id: 'x', effectiveFrom: 1_999, effectiveTo: 2_001 })],
    'entity_invalid',
    /same time/,
  ],
  [
    'a plan stretched into the next',
    [change('assignment', { ...first, effectiveTo: null })],
    'entity_invalid',
    /same time/,
  ],
  [
    'a second point of a series at one instant',
    [create('seriesPoint', { ...point, id: 'x' })],
    'price_ambiguous',
    /same/,
  ],
  [
    'an alias that means two things',
    [create('alias', { ...alias, id: 'x', alias: 'M-Latest', effectiveFrom: 4_999, effectiveTo: 5_000 })],
    'price_ambiguous',
    /same/,
  ],
  [
    'a second mark-up of one rank',
    [create('markup', { ...markup, id: 'x', effectiveFrom: 5_000 })],
    'price_ambiguous',
    /same/,
  ],
  [
    "a mark-up of another root's account",
    [create('markup', { ...markup, id: 'x', root: 'other' })],
    'entity_invalid',
    /another root/,
  ],
  ['a second rate at one instant', [create('fxRate', { ...rate, id: 'x', rate: '2' })], 'price_ambiguous', /same/],
  ['a rate that becomes one of other money', [change('fxRate', { ...rate, quote: 'CNY' })], 'entity_invalid', /quote/],
  [
    'a budget rule that becomes another',
    [change('budgetRule', { ...split, kind: 'spend_share', percents: undefined, percentMax: 5 } as never)],
    'entity_invalid',
    /kind/,
  ],
  [
    'a backfill with another range',
    [change('backfill', { ...backfill, to: 3_000 })],
    'entity_invalid',
    /never changes its to/,
  ],
  [
    'a sealed backfill opened again',
    [change('backfill', { ...backfill, status: 'sealed' }), change('backfill', backfill)],
    'entity_invalid',
    /never opened again/,
  ],
  [
    'an account price of another root',
    [
      create('priceRow', {
        ...row,
        id: 'x',
        root: 'other',
      }),
    ],
    'entity_invalid',
    /another root/,
  ],
  [
    'the id of a grant that ended',
    [end('grant', 'grant_1'), create('grant', grant)],
    'entity_exists',
    /never given again/,
  ],
];

test.each(refusals)('%s is refused', (_name, changes, code, detail) => {
  const result = plan(changes, catalogueAfter(EVERYTHING));
  expect(result).toMatchObject({ ok: false, fault: { code, detail: expect.stringMatching(detail) } });
});
