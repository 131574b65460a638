import { expect, test } from '@jest/globals';
import { Catalogue, ENTITY_KINDS, newCalendar, rebuiltCalendar, soundEntities } from '@suanpan/catalogue';
import { BUILT_IN_ROLES } from '@suanpan/permissions';
import type { ChangeRequest } from '../change-request.ts';
import { catalogueAfter, change, create, EVERYTHING, end, NOW, plan, sound, viewAfter } from '../testing/everything.ts';
import { RULES } from './rules.ts';

const lab = sound('account');
const robot = sound('account', 1);
const chat = sound('project');
const grant = sound('grant');
const personal = sound('grant', 1);
const payg = sound('plan', 1);
const second = sound('assignment', 1);
const alias = sound('alias');
const markup = sound('markup');
const rate = sound('fxRate');
const backfill = sound('backfill');

test('an entity of every kind, with every field and with as few as may be, is written as it was asked for', () => {
  const view = viewAfter(EVERYTHING);
  for (const kind of ENTITY_KINDS) {
    if (kind === 'calendar' || kind === 'root') continue;
    for (const entity of soundEntities(kind)) expect(view.get(kind, entity.id)).toEqual(entity);
  }
  expect(view.get('calendar', 'other')).toEqual(newCalendar('other', 'UTC'));
});

const allowed: [string, readonly ChangeRequest[]][] = [
  [
    'a budget on the root account',
    [
      change('account', {
        id: 'acme',
        root: 'acme',
        parent: null,
        kind: 'root',
        name: 'Acme',
        budget: lab.budget as never,
      }),
    ],
  ],
  ['closing what has things below it', [change('account', { ...robot, status: 'closed' })]],
  [
    'archiving a project of a closed account',
    [change('account', { ...robot, status: 'closed' }), change('project', { ...chat, status: 'archived' })],
  ],
  [
    'opening a closed account again and using it',
    [
      change('account', { id: 'lab', root: 'acme', parent: 'acme', kind: 'department', name: 'Lab' }),
      create('project', { ...chat, id: 'p', account: 'lab' }),
    ],
  ],
  ['a built-in role', [create('grant', { ...personal, id: 'g', role: 'auditor', permissions: [] })]],
  ["everybody's role in any root", [create('grant', { ...personal, id: 'g', role: 'everybody', permissions: [] })]],
  [
    'a grant of the platform to a machine of any root',
    [create('grant', { ...grant, id: 'g', root: null, node: null, role: 'platform_operator', permissions: [] })],
  ],
  [
    'the end of a platform operator beside another',
    [
      create('person', { id: 'bob', name: 'Bob', status: 'active' }),
      ...['ann', 'bob'].map((id) =>
        create('grant', {
          ...{ ...personal, id: `operates-${id}`, root: null, node: null, principal: { kind: 'person', id } },
          ...{ effect: 'allow', role: 'platform_operator', permissions: [], expiresAt: null },
        }),
      ),
      end('grant', 'operates-ann'),
    ],
  ],
  ['the end of a person without grants', [end('grant', 'grant_2'), end('person', 'ann')]],
  ['the end of a plan nobody was on', [create('plan', { ...payg, id: 'payg@2', version: 2 }), end('plan', 'payg@2')]],
  [
    'one plan after the other, whatever comes first',
    [
      create('assignment', { ...second, id: 'a3', plan: 'payg@1', effectiveFrom: 9_000 }),
      change('assignment', { ...second, effectiveTo: 9_000 }),
    ],
  ],
  ['a mark-up beside a more special one', [create('markup', { ...markup, id: 'x', model: null })]],
  [
    'a mark-up after another',
    [
      change('markup', { ...markup, effectiveTo: 5_000 }),
      create('markup', { ...markup, id: 'x', effectiveFrom: 5_000 }),
    ],
  ],
  ['a rate corrected in place', [change('fxRate', { ...rate, rate: '1.09' })]],
  ['sealing a backfill', [change('backfill', { ...backfill, status: 'sealed' })]],
];

test.each(allowed)('%s is allowed', (_name, changes) => {
  expect(plan(changes, catalogueAfter(EVERYTHING))).toMatchObject({ ok: true });
});

test('ties that stood before stop nobody who writes elsewhere', () => {
  const on = catalogueAfter(EVERYTHING);
  expect(plan([create('alias', { ...alias, id: 'x', provider: 'elsewhere' })], on)).toMatchObject({ ok: true });
});

test('every built-in role may be granted, and none is an entity', () => {
  for (const role of BUILT_IN_ROLES.keys()) {
    expect(plan([create('grant', { ...personal, id: 'g', role })], catalogueAfter(EVERYTHING)).ok).toBe(true);
  }
});

test('what is appended is never changed, and nothing else is appended', () => {
  expect(ENTITY_KINDS.filter((kind) => RULES[kind].appended)).toEqual(['priceRow', 'plan']);
});

test('a new zone moves the months of a root that have not begun, in the same revision', () => {
  const on = catalogueAfter([create('root', { id: 'r', name: 'R', zone: 'UTC' })]);
  const result = plan([change('root', { id: 'r', name: 'R', zone: 'Asia/Shanghai' })], on);
  if (!result.ok) throw result.fault;
  expect(result.revisions[0].revision.changes.map(({ entity, after }) => [entity, after])).toEqual([
    ['root', { id: 'r', name: 'R', shard: 0, zone: 'Asia/Shanghai' }],
    ['calendar', rebuiltCalendar(newCalendar('r', 'UTC'), 'Asia/Shanghai', NOW)],
  ]);
  const renamed = plan([change('root', { id: 'r', name: 'New', zone: 'UTC' })], on);
  expect(renamed.ok && renamed.revisions[0].revision.changes.map(({ entity }) => entity)).toEqual(['root', 'account']);
});

/** A root as the catalogue had them before there were calendars. */
function withoutCalendar(): Catalogue {
  const made = plan([create('root', { id: 'r', name: 'R', zone: 'UTC' })]);
  if (!made.ok) throw made.fault;
  const { revision } = made.revisions[0];
  const on = new Catalogue();
  const changes = revision.changes.filter(({ entity }) => entity !== 'calendar');
  on.apply({ revision: { ...revision, changes }, hash: 'f'.repeat(64) });
  return on;
}

test('a root older than calendars gets the one it would have had with its first change, or when asked for', () => {
  const calendarAfter = (request: ChangeRequest) => {
    const result = plan([request], withoutCalendar());
    if (!result.ok) throw result.fault;
    return result.revisions[0].revision.changes.find(({ entity }) => entity === 'calendar')?.after;
  };
  const utc = newCalendar('r', 'UTC');
  expect(calendarAfter(change('root', { id: 'r', name: 'New', zone: 'UTC' }))).toEqual(utc);
  expect(calendarAfter(change('root', { id: 'r', name: 'R', zone: 'Asia/Shanghai' }))).toEqual(
    rebuiltCalendar(utc, 'Asia/Shanghai', NOW),
  );
  expect(calendarAfter(create('calendar', { id: 'r', root: 'r' }))).toEqual(utc);
});
