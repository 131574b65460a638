import { afterEach, describe, expect, test } from '@jest/globals';
import { mintKey } from '@suanpan/api-keys';
import { added, apiKey, change, event, openSpecDoor, post, type SpecDoor } from './spec-door.ts';

const HERE = mintKey('live');
const AWAY = mintKey('live');

let door: SpecDoor | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

/** A door whose clients all come from 127.0.0.1, with a key for that address and a key for 10.0.0.0/8. */
async function open(trustProxy: string[]): Promise<SpecDoor> {
  door = await openSpecDoor({ trustProxy });
  const networks = [added('key', apiKey(HERE, { networks: ['127.0.0.1/32', '::1/128'] }))];
  change(door.catalogue, [...networks, added('key', apiKey(AWAY, { networks: ['10.0.0.0/8', '2001:db8::/32'] }))]);
  return door;
}

async function ask({ url }: SpecDoor, key: string, forwarded?: string, path?: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
  };
  const { status, json } = await post(url, [event({}, { time: new Date().toISOString() })], headers, path);
  return status === 200 ? 'accepted' : `${status} ${json.code}`;
}

describe('a key that is bound to networks', () => {
  test('is let in from them alone, on every route', async () => {
    const spec = await open([]);
    expect(await ask(spec, HERE)).toBe('accepted');
    expect(await ask(spec, AWAY)).toBe('403 network_refused');
    expect(await ask(spec, AWAY, undefined, '/v1/backfills/bf_1/events')).toBe('403 network_refused');
    expect(spec.records()).toHaveLength(1);
  });

  test('is not helped by a header nobody who is trusted wrote', async () => {
    for (const trusted of [[], ['192.0.2.1'], ['::1']]) {
      const spec = await open(trusted);
      expect(await ask(spec, AWAY, '10.1.2.3')).toBe('403 network_refused');
      expect(await ask(spec, HERE, '10.1.2.3')).toBe('accepted');
      await spec.close();
    }
    door = undefined;
  });

  test('is held against the address a trusted proxy saw: the last one no trusted proxy has', async () => {
    const spec = await open(['127.0.0.0/8', '192.0.2.7']);
    expect(await ask(spec, AWAY, '10.1.2.3')).toBe('accepted');
    expect(await ask(spec, AWAY, '2001:db8::9')).toBe('accepted');
    expect(await ask(spec, AWAY, '10.1.2.3, 192.0.2.7')).toBe('accepted');
    // What stands further left was written by whoever came to the proxy.
    expect(await ask(spec, AWAY, '10.1.2.3, 203.0.113.9')).toBe('403 network_refused');
    expect(await ask(spec, HERE, '10.1.2.3')).toBe('403 network_refused');
    expect(await ask(spec, HERE)).toBe('accepted');
  });

  test('is refused where the address is no address', async () => {
    const spec = await open(['127.0.0.1']);
    for (const odd of ['unknown', '_hidden', '10.1.2.3:80', '10.0.0.0/8', '[2001:db8::1]']) {
      expect(await ask(spec, AWAY, odd)).toBe('403 network_refused');
    }
  });
});
