import { afterEach, describe, expect, test } from '@jest/globals';
import { backfill, change, event, KEYS, openSpecDoor, post, resultEvent, type SpecDoor } from './spec-door.ts';

let door: SpecDoor | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

async function open(): Promise<SpecDoor> {
  door = await openSpecDoor();
  return door;
}

const OLD = { time: '2025-06-01T00:00:00.000Z' };
const OURS = '/v1/backfills/bf_1/events';

describe('a backfill', () => {
  test('takes events beyond the lateness in all three modes and stamps each record with its permission', async () => {
    const { url, records } = await open();
    const old = event({}, OLD);
    expect(await post(url, [old, resultEvent({}, OLD)], {}, OURS)).toMatchObject({
      status: 200,
      json: { accepted: 2 },
    });
    const single = { 'content-type': 'application/cloudevents+json' };
    expect((await post(url, old, single, OURS)).status).toBe(200);
    const { data, ...attributes } = old;
    const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
    expect((await post(url, data, { ...headers, 'content-type': 'application/json' }, OURS)).status).toBe(200);
    const { id, source, from, to, posting } = backfill();
    for (const { header } of records()) {
      expect(header).toMatchObject({
        root: 'root_1',
        shard: 2,
        revision: 1,
        backfill: { id, source, from, to, posting },
      });
    }
    const [first, second, third] = records();
    expect(second?.lines).toEqual([first?.lines[0]]);
    expect(third?.lines).toEqual(second?.lines);
    expect(await post(url, [old])).toMatchObject({ json: { results: [{ code: 'event_too_late' }] } });
    // An event that is sent the usual way carries no permission.
    await post(url, [event()]);
    expect(records().at(-1)?.header.backfill).toBeUndefined();
  });

  test('refuses each event of another source or time alone', async () => {
    const { url, lines } = await open();
    const batch = [event({}, { ...OLD, source: 'other' }), event({}, OLD), event()];
    const { status, json } = await post(url, batch, {}, OURS);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      accepted: 1,
      rejected: 2,
      results: [
        { code: 'backfill_invalid', pointer: '/0/source' },
        { status: 'accepted' },
        { code: 'backfill_invalid', pointer: '/2/time' },
      ],
    });
    expect(lines()).toHaveLength(1);
  });

  test('of another tenant is answered letter by letter as one that does not exist', async () => {
    const { url, records } = await open();
    const ask = (id: string) => post(url, [event({}, OLD)], {}, `/v1/backfills/${id}/events`);
    const [theirs, none, odd] = [await ask('bf_theirs'), await ask('bf_nonesuch'), await ask('__proto__')];
    expect(theirs).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(JSON.stringify(none.json)).toBe(JSON.stringify(theirs.json));
    expect(JSON.stringify(odd.json)).toBe(JSON.stringify(theirs.json));
    expect(records()).toEqual([]);
  });

  test('that is sealed takes nothing more, from the moment the catalogue knows', async () => {
    const { url, catalogue, records } = await open();
    const sealed = { status: 422, json: { code: 'backfill_invalid' } };
    expect(await post(url, [event({}, OLD)], {}, '/v1/backfills/bf_sealed/events')).toMatchObject(sealed);
    expect((await post(url, [event({}, OLD)], {}, OURS)).status).toBe(200);
    const before = backfill();
    change(catalogue, [{ entity: 'backfill', id: before.id, before, after: { ...before, status: 'sealed' } }]);
    expect(await post(url, [event({}, OLD)], {}, OURS)).toMatchObject(sealed);
    expect(records()).toHaveLength(1);
  });

  test('needs a key with the scope ingest, of a tenant that has the project', async () => {
    const { url } = await open();
    const as = (key: string) => post(url, [event({}, OLD)], { authorization: `Bearer ${key}` }, OURS);
    expect(await as(KEYS.reader)).toMatchObject({ status: 403, json: { code: 'scope_missing' } });
    expect(await as(KEYS.theirs)).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(await as(KEYS.bound)).toMatchObject({ status: 200, json: { accepted: 1 } });
    expect(await post(url, '[]', { authorization: '' }, OURS)).toMatchObject({ status: 401 });
  });

  test.each([
    '/v1/backfills//events',
    '/v1/backfills/%zz/events',
    `/v1/backfills/${'x'.repeat(5000)}/events`,
    '/v1/backfills',
  ])('at the address %.40s is not there, and nothing breaks', async (path) => {
    const { url, failures } = await open();
    const { status } = await post(url, [event({}, OLD)], {}, path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(failures).toEqual([]);
  });

  test('is sent with POST', async () => {
    const { url } = await open();
    const wrong = await fetch(`${url}${OURS}`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
