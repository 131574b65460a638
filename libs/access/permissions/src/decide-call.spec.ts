import { expect, test } from '@jest/globals';
import { Catalogue, type Change, type EntityKind, type EntityTypes, sealRevision } from '@suanpan/catalogue';
import { decideCall } from './decide-call.ts';
import { account, grant, keyOf, NOW } from './testing/access-world.ts';

const HOUR = 3_600_000;
const GRACE = 24 * HOUR;
const bot = { kind: 'account', id: 'bot' } as const;
const key = keyOf('bot', ['ingest']);

/** A catalogue whose revisions are made at moments of the test's own. */
class History {
  readonly catalogue = new Catalogue();

  put<K extends EntityKind>(at: number, entity: K, value: EntityTypes[K]): this {
    return this.#apply(at, entity, value.id, value);
  }

  end(at: number, entity: EntityKind, id: string): this {
    return this.#apply(at, entity, id, null);
  }

  ask(project: string, time: number, now = NOW) {
    const { catalogue } = this;
    const viewAt = (moment: number) => catalogue.asOf(catalogue.revisionAt(moment));
    return decideCall({ key, project, time, now, graceMs: GRACE, view: catalogue.asOf(catalogue.revision), viewAt });
  }

  #apply(at: number, entity: EntityKind, id: string, after: EntityTypes[EntityKind] | null): this {
    const { catalogue } = this;
    const before = catalogue.asOf(catalogue.revision).get(entity, id) ?? null;
    const changes = [{ entity, id, before, after } as unknown as Change];
    const head = {
      v: 1,
      revision: catalogue.revision + 1,
      prev: catalogue.hash,
      actor: 'spec',
      reason: 'spec',
    } as const;
    const revision = { ...head, at, changes };
    catalogue.apply({ revision, hash: sealRevision(revision).hash });
    return this;
  }
}

/** Since yesterday a year ago: a department `eng` with `bot` and its project `own` below it, and `chat` beside. */
function house(): History {
  const then = NOW - 365 * 24 * HOUR;
  return new History()
    .put(then, 'account', account('r1', null, 'r1'))
    .put(then, 'account', account('eng', 'r1', 'r1'))
    .put(then, 'account', account('sales', 'r1', 'r1'))
    .put(then, 'account', account('bot', 'eng', 'r1', { kind: 'service' }))
    .put(then, 'project', { id: 'own', root: 'r1', account: 'bot', name: 'own' })
    .put(then, 'project', { id: 'chat', root: 'r1', account: 'sales', name: 'chat' });
}

test("a key reports calls of its own account's projects, and of no other department's without a grant", () => {
  expect(house().ask('own', NOW)).toMatchObject({ allowed: true, reason: 'own_account' });
  expect(house().ask('chat', NOW)).toMatchObject({ allowed: false, reason: 'not_granted' });
  const node = { kind: 'project', id: 'chat' } as const;
  const granted = house().put(NOW - HOUR, 'grant', grant('g', { principal: bot, node, role: 'service' }));
  expect(granted.ask('chat', NOW).allowed).toBe(true);
  // It was not allowed when it was made.
  expect(granted.ask('chat', NOW - 2 * HOUR)).toMatchObject({ allowed: false, reason: 'not_granted' });
});

test.each([
  ['within the grace', 23 * HOUR, true],
  ['beyond the grace', 25 * HOUR, false],
])('a call of before a deny is reported %s after it: %s', (_, since, allowed) => {
  const deny = grant('d', { principal: bot, effect: 'deny', permissions: ['api.call'] });
  const history = house().put(NOW - since, 'grant', deny);
  expect(history.ask('own', NOW - since - HOUR).allowed).toBe(allowed);
  // Whatever the sender says of the time, what was made after the deny is refused.
  expect(history.ask('own', NOW - since + 1)).toMatchObject({ allowed: false, reason: 'denied' });
  expect(history.ask('own', NOW)).toMatchObject({ allowed: false, reason: 'denied' });
});

test('a deny that was lifted refuses what was called while it stood', () => {
  const deny = grant('d', { principal: bot, effect: 'deny', permissions: ['api.call'] });
  const history = house()
    .put(NOW - 5 * HOUR, 'grant', deny)
    .end(NOW - 3 * HOUR, 'grant', 'd');
  const allowed = [6, 4, 2].map((hours) => history.ask('own', NOW - hours * HOUR).allowed);
  expect(allowed).toEqual([true, false, true]);
});

test.each(['bot', 'eng', 'r1'])('a closed account above the project, %s, takes no further calls', (id) => {
  const parent = { bot: 'eng', eng: 'r1' }[id] ?? null;
  const history = house().put(NOW - 2 * HOUR, 'account', account(id, parent, 'r1', { status: 'closed' }));
  expect(history.ask('own', NOW - 3 * HOUR).allowed).toBe(true);
  expect(history.ask('own', NOW - HOUR)).toMatchObject({ allowed: false, reason: 'account_closed' });
  expect(history.ask('own', NOW)).toMatchObject({ allowed: false, reason: 'account_closed' });
});

test('history of before a project or its account existed is judged as of now', () => {
  expect(house().ask('own', NOW - 400 * 24 * HOUR).allowed).toBe(true);
  expect(house().ask('chat', NOW - 400 * 24 * HOUR).allowed).toBe(false);
});

test('a grant counts until the millisecond it ends, by the time of the call', () => {
  const node = { kind: 'project', id: 'chat' } as const;
  const ends = NOW - HOUR;
  const granted = grant('g', { principal: bot, node, role: 'service', expiresAt: ends });
  const history = house().put(NOW - 48 * HOUR, 'grant', granted);
  expect([history.ask('chat', ends - 1).allowed, history.ask('chat', ends).allowed]).toEqual([true, false]);
  expect(history.ask('chat', ends - 1, ends + GRACE + 1).allowed).toBe(false);
});
