import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import type { Holder } from '../testing/seed.ts';
import { type SignedIn, signedIn } from '../testing/signed-in.ts';

let board: AdminBoard;
let billing: SignedIn;
beforeAll(async () => {
  board = await startAdminBoard();
  billing = await signedIn(board, 'planner', ['plan.assign', 'plan.view'], 'acme');
}, 60_000);
afterAll(() => board.stop());

const terms = (more: object = {}) => ({
  root: null,
  name: 'Plan',
  currency: 'USD',
  components: [{ id: 'usage', kind: 'list' }],
  reason: 'Spec.',
  ...more,
});
const write = (plan: string, more: object = {}, as: Holder = 'operator') =>
  board.ask('POST', '/v1/plans', { as, body: { plan, ...terms(more) } });

describe('a plan', () => {
  test('gets its next version, whatever became of those before', async () => {
    const first = await write('versions');
    expect([first.status, first.json.id, first.headers.get('location')]).toEqual([
      201,
      'versions@1',
      '/v1/plans/versions@1',
    ]);
    expect((await write('versions', { name: 'Renamed' })).json).toMatchObject({ id: 'versions@2', version: 2 });
    const end = await board.ask('POST', '/v1/plans/versions@2/end', { as: 'operator', body: { reason: 'x' } });
    expect(end.status).toBe(200);
    expect((await write('versions')).json.id).toBe('versions@3');
    expect((await write('versions', { version: 2 })).json.code).toBe('entity_exists');
    expect((await write('versions', { version: 7 })).json.id).toBe('versions@7');
    const newest = await board.ask('GET', '/v1/plans?plan=versions&newest=true', { as: 'acme' });
    expect(newest.json.items.map(({ id }: { id: string }) => id)).toEqual(['versions@7']);
  });

  test.each([
    [
      'a shape that is wrong',
      { components: [{ id: 'usage', kind: 'list', ratio: -1 }] },
      'request_invalid',
      '/components/0/ratio',
    ],
    [
      'bands out of order',
      {
        components: [
          { id: 'usage', kind: 'list', selector: { leaves: ['request'] } },
          {
            ...{ id: 't', kind: 'tiers', mode: 'graduated', per: 'total' },
            bands: [
              { upTo: '10', price: { unitPrice: '1' } },
              { upTo: '10', price: { unitPrice: '1' } },
              { upTo: null, price: { unitPrice: '1' } },
            ],
          },
        ],
      },
      'plan_invalid',
      '/components/1/bands/1/upTo',
    ],
    [
      'usage that no component takes',
      { components: [{ id: 'usage', kind: 'list', selector: { leaves: ['request'] } }] },
      'plan_invalid',
      '/components',
    ],
    [
      'a multiplier without its number',
      { multipliers: [{ id: 'm', condition: { on: 'batch' } }] },
      'plan_invalid',
      '/multipliers/0/ratio',
    ],
    [
      'a promise of latency without a time',
      { sla: [{ id: 's', measure: 'latency', percent: '99', credits: [{ belowPercent: '99', creditPercent: '5' }] }] },
      'plan_invalid',
      '/sla/0/withinMs',
    ],
    [
      'a matcher that could take for ever',
      {
        components: [
          { id: 'a', kind: 'list', selector: { model: { regex: '(a+)+' } } },
          { id: 'b', kind: 'list' },
        ],
      },
      'plan_invalid',
      '',
    ],
    [
      'an id twice',
      {
        components: [
          { id: 'a', kind: 'list', selector: {} },
          { id: 'a', kind: 'list' },
        ],
      },
      'plan_invalid',
      '/components',
    ],
    [
      'a component with a word that entries need',
      { components: [{ id: 'covered', kind: 'list' }] },
      'plan_invalid',
      '/components/0/id',
    ],
    [
      'bands of which some are prices and some shares',
      {
        components: [
          {
            ...{ id: 'mixed', kind: 'tiers', mode: 'graduated', per: 'total' },
            bands: [
              { upTo: '10', price: { ratio: '1' } },
              { upTo: null, price: { unitPrice: '1' } },
            ],
          },
        ],
      },
      'plan_invalid',
      '/components/0/bands',
    ],
  ])('with %s is refused, with the place', async (_, more, code, pointer) => {
    const { status, json } = await write('flawed', more);
    expect([status, json.code, json.errors?.[0].pointer]).toEqual([422, code, pointer]);
  });

  test('of a root is the root’s own to write and to see; everybody’s is the platform’s to write', async () => {
    expect((await write('public-of-acme', {}, 'acme')).status).toBe(403);
    expect((await write('own-of-acme', { root: 'acme' }, 'acme')).status).toBe(201);
    expect((await write('theft', { root: 'acme' }, 'umbrella')).status).toBe(404);
    expect((await write('own-of-acme', { root: 'umbrella' }, 'umbrella')).json.code).toBe('entity_invalid');
    await write('seen-by-all');
    const sees = async (as: Holder, plan: string) => (await board.ask('GET', `/v1/plans/${plan}`, { as })).status;
    expect([await sees('acme', 'own-of-acme@1'), await sees('umbrella', 'own-of-acme@1')]).toEqual([200, 404]);
    expect([await sees('umbrella', 'seen-by-all@1'), await sees('nobody', 'seen-by-all@1')]).toEqual([200, 404]);
    const { json } = await board.ask('GET', '/v1/plans?root=acme', { as: 'umbrella' });
    expect(json).toEqual({ items: [], nextCursor: null });
  });
});

describe('an account on a plan', () => {
  const path = (account: string) => `/v1/accounts/${account}/plan-assignments`;
  const assign = (account: string, body: object, as: Holder = 'operator') =>
    board.ask('POST', path(account), { as, body: { plan: 'used@1', reason: 'x', ...body } });
  const end = (
    id: string,
    at: string | null,
    by: { as: Holder } | { headers: SignedIn['headers'] } = { as: 'operator' },
  ) =>
    board.change('POST', `/v1/plan-assignments/${id}/end`, {
      ...by,
      versionAt: `/v1/plan-assignments/${id}`,
      body: { at, reason: 'x' },
    });
  const inForce = async (account: string, at: string, as: Holder = 'operator') => {
    const { json } = await board.ask('GET', `/v1/accounts/${account}/plan?at=${at}`, { as });
    return [json.plan?.id ?? null, json.from];
  };

  beforeAll(async () => {
    await write('used');
    await write('used');
  });

  test('has it from the nearest account above that is on one', async () => {
    await assign('acme', { effectiveFrom: '2098-01-01T00:00:00Z' });
    await assign('acme-research', {
      plan: 'used@2',
      effectiveFrom: '2098-02-01T00:00:00Z',
      effectiveTo: '2098-03-01T00:00:00Z',
    });
    expect(await inForce('bot-research', '2097-12-31T23:59:59.999Z')).toEqual([null, null]);
    expect(await inForce('bot-research', '2098-01-01T00:00:00Z')).toEqual(['used@1', 'acme']);
    expect(await inForce('bot-research', '2098-02-01T00:00:00Z')).toEqual(['used@2', 'acme-research']);
    expect(await inForce('bot-research', '2098-03-01T00:00:00Z', 'research')).toEqual(['used@1', 'acme']);
    const theirs = await board.ask('GET', '/v1/accounts/bot-research/plan', { as: 'umbrella' });
    expect(theirs.status).toBe(404);
    const listed = await board.ask('GET', `${path('acme-research')}?at=2098-02-15T00:00:00Z`, { as: 'research' });
    expect(listed.json.items).toMatchObject([{ plan: 'used@2' }]);
    expect((await board.ask('GET', path('acme'), { as: 'research' })).status).toBe(404);
  });

  test('is on one plan at a time: a second overlapping one is refused, one that follows ends the first', async () => {
    const first = await assign('acme-sales', { id: 'asg_1', effectiveFrom: '2090-01-01T00:00:00Z' });
    expect(first.status).toBe(201);
    const second = await assign('acme-sales', { plan: 'used@2', effectiveFrom: '2091-01-01T00:00:00Z' });
    expect([second.status, second.json.code]).toEqual([422, 'entity_invalid']);
    const { revision } = await board.writer.head();
    const next = await assign('acme-sales', {
      ...{ id: 'asg_2', plan: 'used@2', effectiveFrom: '2091-01-01T00:00:00Z', follows: 'asg_1' },
    });
    expect(next.status).toBe(201);
    expect((await board.writer.head()).revision).toBe(revision + 1);
    expect(await inForce('acme-sales', '2090-12-31T23:59:59.999Z')).toEqual(['used@1', 'acme-sales']);
    expect(await inForce('acme-sales', '2091-01-01T00:00:00Z')).toEqual(['used@2', 'acme-sales']);
    for (const follows of ['asg_1', 'nonesuch']) {
      const wrong = await assign('acme-research', { effectiveFrom: '2091-01-01T00:00:00Z', follows });
      expect([wrong.status, wrong.json.code]).toEqual([404, 'entity_unknown']);
    }
  });

  test('changes what was charged by then only for who may adjust', async () => {
    const past = { effectiveFrom: '2020-01-01T00:00:00Z', reason: 'x', plan: 'used@1' };
    const ask = (body: object) => board.ask('POST', path('acme-sales'), { headers: billing.headers, body });
    expect((await ask(past)).json.code).toBe('permission_denied');
    const soon = await ask({
      ...past,
      id: 'asg_soon',
      effectiveFrom: '2080-01-01T00:00:00Z',
      effectiveTo: '2081-01-01T00:00:00Z',
    });
    expect(soon.status).toBe(201);
    expect((await end('asg_soon', '2080-06-01T00:00:00Z', { headers: billing.headers })).json.effectiveTo).toBe(
      '2080-06-01T00:00:00.000Z',
    );
    const longer = await end('asg_soon', '2080-07-01T00:00:00Z', { headers: billing.headers });
    expect(longer.json.code).toBe('entity_invalid');
    expect((await end('asg_soon', null, { headers: billing.headers })).status).toBe(200);
    const begun = await assign('acme-sales', { id: 'asg_begun', ...past, effectiveTo: '2070-01-01T00:00:00Z' });
    expect(begun.status).toBe(201);
    for (const at of [null, '2021-01-01T00:00:00Z', '2019-01-01T00:00:00Z']) {
      expect((await end('asg_begun', at, { headers: billing.headers })).json.code).toBe('permission_denied');
    }
    expect((await end('asg_begun', '2060-01-01T00:00:00Z', { headers: billing.headers })).status).toBe(200);
    expect((await end('asg_begun', null)).status).toBe(200);
  });

  test('is put there by its own tenant, on a plan of its own or of everybody', async () => {
    await write('foreign', { root: 'umbrella' }, 'umbrella');
    const body = { effectiveFrom: '2085-01-01T00:00:00Z' };
    const foreign = await assign('acme-research', { ...body, plan: 'foreign@1' }, 'acme');
    const unknown = await assign('acme-research', { ...body, plan: 'nonesuch@1' }, 'acme');
    expect([foreign.status, foreign.text.replace('foreign@1', 'nonesuch@1').replace(/asg_\w{16}/, '')]).toEqual([
      404,
      unknown.text.replace(/asg_\w{16}/, ''),
    ]);
    expect((await assign('acme-research', body, 'umbrella')).status).toBe(404);
    expect((await assign('acme-research', body, 'research')).status).toBe(403);
    await assign('umbrella-lab', { ...body, id: 'asg_lab' });
    for (const as of ['acme', 'research'] as const) {
      expect((await board.ask('GET', '/v1/plan-assignments/asg_lab', { as })).status).toBe(404);
      expect((await end('asg_lab', null, { as })).status).toBe(404);
    }
    const used = await board.ask('POST', '/v1/plans/used@1/end', { as: 'operator', body: { reason: 'x' } });
    expect([used.status, used.json.code]).toEqual([422, 'entity_invalid']);
  });

  test('asks for the version that was read', async () => {
    await assign('umbrella', { id: 'asg_locked', effectiveFrom: '2085-01-01T00:00:00Z' });
    const stale = { 'if-match': '"1"' };
    const late = await board.ask('POST', '/v1/plan-assignments/asg_locked/end', {
      as: 'operator',
      headers: stale,
      body: { at: null, reason: 'x' },
    });
    expect([late.status, late.json.code]).toEqual([412, 'version_conflict']);
  });
});
