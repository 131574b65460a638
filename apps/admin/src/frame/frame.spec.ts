import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { newServiceLog, startService } from '@suanpan/service-runtime';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { Door } from './door.ts';
import { CALLERS, CATALOGUE_DESK, CLOCK } from './parts.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard();
}, 60_000);
afterAll(() => board.stop());

const department = (id: string) => ({
  parent: 'acme',
  kind: 'department',
  name: `Department ${id}`,
  id,
  reason: 'Spec.',
});

describe('a change', () => {
  test('carries actor and reason into its revision, with what was before and after', async () => {
    const { status, json, headers } = await board.ask('POST', '/v1/accounts', { as: 'acme', body: department('who') });
    expect([status, headers.get('location')]).toEqual([201, '/v1/accounts/who']);
    const catalogue = await board.writer.mirror();
    expect(headers.get('etag')).toBe(`"${catalogue.changedBy('account', 'who')}"`);
    expect(catalogue.asOf(catalogue.revision).account('who')).toEqual(json);
    expect(await board.writer.history('account', 'who')).toMatchObject([
      { actor: 'key:key_acme', reason: 'Spec.', before: null, after: json },
    ]);
  });

  test('without a reason, or with a field nobody knows, is refused with the places', async () => {
    const { reason: _, ...body } = department('no-reason');
    const { status, json } = await board.ask('POST', '/v1/accounts', { as: 'acme', body: { ...body, colour: 'red' } });
    expect(status).toBe(422);
    expect(json).toMatchObject({ code: 'request_invalid', detail: '2 places of the request cannot be read.' });
    expect(json.errors.map((flaw: { pointer: string }) => flaw.pointer).sort()).toEqual(['', '/reason']);
  });

  test('of what exists needs the version that was read, and is refused for another', async () => {
    const path = '/v1/accounts/acme-sales';
    const body = { name: 'Sales and more', reason: 'Spec.' };
    const without = await board.ask('PATCH', path, { as: 'acme', body });
    expect([without.status, without.json.code]).toEqual([428, 'version_missing']);
    for (const tag of ['*', 'W/"3"', '"x"']) {
      const wrong = await board.ask('PATCH', path, { as: 'acme', body, headers: { 'if-match': tag } });
      expect([wrong.status, wrong.json.code]).toEqual([412, 'version_conflict']);
    }
    const stale = (await board.ask('GET', path, { as: 'acme' })).headers.get('etag') ?? '';
    expect((await board.change('PATCH', path, { as: 'acme', body })).status).toBe(200);
    const late = await board.ask('PATCH', path, { as: 'acme', body, headers: { 'if-match': stale } });
    expect([late.status, late.json.code]).toEqual([412, 'version_conflict']);
  });
});

describe('an Idempotency-Key', () => {
  const post = (key: string | undefined, body: unknown, as: 'acme' | 'operator' = 'acme') =>
    board.ask('POST', '/v1/accounts', { as, body, headers: { 'idempotency-key': key ?? '' } });

  test('must be there, and be one', async () => {
    for (const key of [undefined, ' ', '"a" b', 'a b', 'x'.repeat(256), '""']) {
      const { status, json } = await post(key, department('keyless'));
      expect([key, status, json.code]).toEqual([key, 400, 'idempotency_key_missing']);
    }
  });

  test('makes one change of many tries, and gives all of them the same answer', async () => {
    const { revision: before } = await board.writer.head();
    const firstTry = await post('"once"', department('once'));
    const again = await Promise.all([post('once', department('once')), post('"once"', department('once'))]);
    expect((await board.writer.head()).revision).toBe(before + 1);
    for (const reply of again) {
      expect([reply.status, reply.text]).toEqual([201, firstTry.text]);
      expect(reply.headers.get('idempotent-replayed')).toBe('true');
      expect(reply.headers.get('etag')).toBe(firstTry.headers.get('etag'));
      expect(reply.headers.get('location')).toBe('/v1/accounts/once');
    }
    expect(firstTry.headers.get('idempotent-replayed')).toBeNull();
  });

  test('belongs to one request: another under it is refused', async () => {
    await post('two-faced', department('face-1'));
    const { status, json } = await post('two-faced', department('face-2'));
    expect([status, json.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('belongs to one caller: the same key of another is another', async () => {
    await post('shared', department('mine'));
    const { status } = await post('shared', department('yours'), 'operator');
    expect(status).toBe(201);
  });

  test('of a refused request is free for the corrected one', async () => {
    expect((await post('corrected', department('once'))).json.code).toBe('entity_exists');
    expect((await post('corrected', department('twice'))).status).toBe(201);
  });

  test('of a request under way is busy, until the request is done', async () => {
    const hold = board.held.hold();
    const first = post('slow', department('slow'));
    await hold.reached;
    const second = await post('slow', department('slow'));
    expect([second.status, second.json.code, second.headers.get('retry-after')]).toEqual([
      409,
      'idempotency_key_busy',
      '1',
    ]);
    hold.release();
    const done = await first;
    expect((await post('slow', department('slow'))).text).toBe(done.text);
  });

  test('is forgotten after a day, and one whose request never ended is free after a minute', async () => {
    await post('yesterday', department('yesterday'));
    board.time.skip(24 * 3_600_000);
    expect((await post('yesterday', department('today'))).status).toBe(201);
    await board.sql(
      `INSERT INTO admin.idempotency SELECT actor, 'crashed', fingerprint, 'gone', claimed_until, expires_at, NULL
       FROM admin.idempotency WHERE key = 'yesterday'`,
    );
    expect((await post('crashed', department('today'))).json.code).toBe('idempotency_key_busy');
    board.time.skip(61_000);
    expect((await post('crashed', department('today'))).json.code).toBe('entity_exists');
  });

  test('of a try that hangs is taken over after a minute, and what hung then changes nothing', async () => {
    const hold = board.held.hold();
    const hanging = post('hung', department('hung'));
    await hold.reached;
    board.time.skip(61_000);
    const second = await post('hung', department('hung'));
    expect(second.status).toBe(201);
    const { revision } = await board.writer.head();
    hold.release();
    expect((await hanging).json.code).toMatch(/^(entity_exists|idempotency_key_busy)$/);
    expect((await board.writer.head()).revision).toBe(revision);
    expect((await post('hung', department('hung'))).text).toBe(second.text);
  });

  test('of two tries of which neither can be refused by what is there is carried out once', async () => {
    const revoke = () =>
      board.ask('POST', '/v1/keys/key_nobody/revoke', {
        as: 'operator',
        body: { reason: 'Spec.' },
        headers: { 'idempotency-key': 'revoke' },
      });
    const hold = board.held.hold();
    const hanging = revoke();
    await hold.reached;
    board.time.skip(61_000);
    expect((await revoke()).status).toBe(200);
    const { revision } = await board.writer.head();
    hold.release();
    const late = await hanging;
    expect([late.status, late.json.code]).toEqual([409, 'idempotency_key_busy']);
    expect((await board.writer.head()).revision).toBe(revision);
  });

  test('keeps answers sealed: who reads the database learns nothing', async () => {
    await post('sealed', department('sealed-department'));
    const [{ answer }] = await board.sql(`SELECT answer FROM admin.idempotency WHERE key = 'sealed'`);
    expect(Buffer.isBuffer(answer)).toBe(true);
    expect(answer.includes('sealed-department')).toBe(false);
  });
});

describe('a list', () => {
  test('goes on where its page ended, each entry once, whatever is added meanwhile', async () => {
    for (const id of ['l-1', 'l-2', 'l-3', 'l-4', 'l-5']) {
      await board.ask('POST', '/v1/accounts', { as: 'umbrella', body: { ...department(id), parent: 'umbrella' } });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { json } = await board.ask('GET', `/v1/accounts?root=umbrella&limit=2${more}`, { as: 'umbrella' });
      seen.push(...json.items.map(({ id }: { id: string }) => id));
      if (seen.length === 2) {
        await board.ask('POST', '/v1/accounts', { as: 'umbrella', body: { ...department('l-9'), parent: 'umbrella' } });
      }
      cursor = json.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['bot-umbrella', 'l-1', 'l-2', 'l-3', 'l-4', 'l-5', 'l-9', 'umbrella', 'umbrella-lab']);
  });

  test('takes no cursor of another list, of other filters, or made up', async () => {
    const { json } = await board.ask('GET', '/v1/accounts?root=acme&limit=1', { as: 'acme' });
    const cursor = json.nextCursor as string;
    for (const address of [
      `/v1/projects?root=acme&cursor=${cursor}`,
      `/v1/accounts?root=acme&kind=service&cursor=${cursor}`,
      `/v1/accounts?root=umbrella&cursor=${cursor}`,
      `/v1/accounts?root=acme&cursor=${cursor.slice(0, -2)}AA`,
      `/v1/accounts?root=acme&cursor=AAAA`,
      `/v1/accounts?root=acme&cursor=${'A'.repeat(40)}`,
    ]) {
      const reply = await board.ask('GET', address, { as: 'acme' });
      expect([address, reply.status, reply.json.code]).toEqual([address, 400, 'cursor_invalid']);
    }
  });

  test('holds what the caller may see, and a department sees its own subtree alone', async () => {
    const { json } = await board.ask('GET', '/v1/accounts?root=acme', { as: 'research' });
    expect(json.items.map(({ id }: { id: string }) => id)).toEqual(['acme-research', 'bot-research']);
    const foreign = await board.ask('GET', '/v1/accounts?root=umbrella', { as: 'research' });
    expect(foreign.json).toEqual({ items: [], nextCursor: null });
    const sibling = await board.ask('GET', '/v1/accounts/acme-sales', { as: 'research' });
    expect([sibling.status, sibling.json.detail]).toEqual([404, 'account acme-sales does not exist.']);
  });

  test('tells of a limit that is none', async () => {
    const { status, json } = await board.ask('GET', '/v1/accounts?root=acme&limit=0', { as: 'acme' });
    expect([status, json.errors[0].pointer]).toEqual([422, '/query/limit']);
  });
});

test('what needs a further permission demands that, too', async () => {
  const budget = { amount: '1', currency: 'USD', period: 'month', thresholdPercents: [], hard: true };
  const body = { ...department('capped'), parent: 'acme-research', budget };
  const { status, json } = await board.ask('POST', '/v1/accounts', { as: 'research', body });
  expect([status, json.code, json.detail]).toEqual([
    403,
    'permission_denied',
    'Nothing here or above grants quota.edit.',
  ]);
  const move = await board.change('PATCH', '/v1/accounts/bot-research', {
    as: 'research',
    body: { parent: 'acme-sales', reason: 'Away.' },
  });
  expect([move.status, move.json.detail]).toEqual([404, 'account acme-sales does not exist.']);
});

test('a handler that does not say what it needs is closed to everybody', async () => {
  @Controller()
  class Forgotten {
    @Get('v1/forgotten')
    read(): string {
      return 'secret';
    }
  }
  @Module({
    controllers: [Forgotten],
    providers: [
      { provide: APP_GUARD, useClass: Door },
      { provide: CALLERS, useValue: {} },
      { provide: CATALOGUE_DESK, useValue: {} },
      { provide: CLOCK, useValue: {} },
    ],
  })
  class ForgottenModule {}
  const log = newServiceLog('spec', { SUANPAN_LOG: 'silent' });
  const service = await startService({ name: 'spec', module: ForgottenModule, host: '127.0.0.1', port: 0, log });
  const answer = await fetch(`${service.url}/v1/forgotten`, {
    headers: { authorization: `Bearer ${board.keys.operator}` },
  });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'permission_denied']);
  await service.stop();
});
