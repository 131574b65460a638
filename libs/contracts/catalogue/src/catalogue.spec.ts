import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Catalogue } from './catalogue.ts';
import { chainOf } from './chain-of.ts';
import type { ApiKey, Project, Root } from './entities.ts';
import type { PriceRow } from './price-row.ts';
import type { Change, EntityKind, EntityTypes, SealedRevision } from './revision.ts';

type TriedKind = 'root' | 'account' | 'project' | 'key' | 'priceRow';

const PROVIDERS = ['openai', 'anthropic'] as const;
const IDS = ['a', 'b', 'c', 'd'] as const;

function root(id: string, name: string): Root {
  return { id, name, shard: 0, zone: 'UTC' };
}

function key(id: string, status: 'active' | 'revoked'): ApiKey {
  const hash = `hash of ${id}`;
  return { id, root: 'a', account: 'a', project: null, hash, display: id, scopes: ['ingest'], status, expiresAt: null };
}

function row(id: string, provider: string, unitPrice: string): PriceRow {
  return {
    id,
    book: 'own',
    provider,
    model: 'm',
    matcher: { equals: 'm' },
    leaf: 'output_text',
    unitPrice,
    currency: 'USD',
    effectiveFrom: null,
    effectiveTo: null,
    daily: null,
    aboveInputTokens: 0,
    serviceTier: null,
    region: null,
    root: null,
    source: { feed: 'spec', version: '1' },
    flag: null,
  };
}

function addRow(id: string, provider: string): Change {
  return { entity: 'priceRow', id, before: null, after: row(id, provider, '1') };
}

/** Steps of the catalogue over few ids, so that entities are often changed, ended and begun again. */
const anySteps = fc.array(
  fc.array(
    fc
      .record({
        kind: fc.constantFrom<TriedKind>('root', 'account', 'project', 'key', 'priceRow'),
        id: fc.constantFrom(...IDS),
        ends: fc.boolean(),
        text: fc.constantFrom('1', '2', '3'),
      })
      .map(({ kind, id, ends, text }) => change(kind, id, ends ? null : text)),
    { maxLength: 4 },
  ),
  { minLength: 1, maxLength: 12 },
);

function change(entity: EntityKind, id: string, text: string | null): Change {
  const after = text === null ? null : entityOf(entity, id, text);
  // A row stays with its provider; only its presence and price vary.
  const before = entity === 'priceRow' ? entityOf(entity, id, '1') : null;
  return { entity, id, before, after } as Change;
}

function entityOf<K extends EntityKind>(kind: K, id: string, text: string): EntityTypes[K] {
  const made: Partial<EntityTypes> = {
    root: root(id, text),
    account: { id, root: 'a', parent: null, kind: 'root', name: text },
    // A project moves between accounts, so that what stands under an account changes without anything ending.
    project: { id, root: 'a', account: text, name: text },
    key: key(id, text === '1' ? 'active' : 'revoked'),
    priceRow: row(id, PROVIDERS[IDS.indexOf(id as 'a') % 2] ?? 'openai', text),
  };
  return made[kind] as EntityTypes[K];
}

/** The catalogue without any index: every entity's last state, in the order of first appearance. */
function naiveFold(steps: readonly SealedRevision[]): Record<TriedKind, Map<string, unknown>> {
  const fold = { root: new Map(), account: new Map(), project: new Map(), key: new Map(), priceRow: new Map() };
  for (const { revision } of steps) for (const c of revision.changes) fold[c.entity as TriedKind].set(c.id, c.after);
  return fold;
}

function foldOf(chain: readonly SealedRevision[]): Catalogue {
  const catalogue = new Catalogue();
  for (const step of chain) catalogue.apply(step);
  return catalogue;
}

function livingRows(fold: Map<string, unknown>, provider: string): PriceRow[] {
  return [...(fold.values() as Iterable<PriceRow | null>)].filter(
    (r) => r !== null && r.provider === provider,
  ) as PriceRow[];
}

test('the catalogue as of every revision equals a fold of the revisions up to it', () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const chain = chainOf(steps);
      const catalogue = foldOf(chain);
      for (let revision = chain.length; revision >= 0; revision -= 1) {
        const view = catalogue.asOf(revision);
        const naive = naiveFold(chain.slice(0, revision));
        for (const id of IDS) {
          expect(view.root(id)).toEqual(naive.root.get(id) ?? undefined);
          expect(view.account(id)).toEqual(naive.account.get(id) ?? undefined);
          expect(view.project(id)).toEqual(naive.project.get(id) ?? undefined);
        }
        for (const provider of PROVIDERS) {
          expect(view.priceRows(provider)).toEqual(livingRows(naive.priceRow, provider));
        }
        for (const account of ['1', '2', '3']) {
          const there = [...naive.project.values()].filter((p) => (p as Project | null)?.account === account);
          expect(new Set(view.under('project', account))).toEqual(new Set(there));
          expect(view.under('project', account)).toBe(view.under('project', account));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('a view asked while the catalogue grows answers the same as one asked at the end', () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const chain = chainOf(steps);
      const growing = new Catalogue();
      const asked = chain.map((step) => {
        growing.apply(step);
        return PROVIDERS.map((provider) => growing.asOf(step.revision.revision).priceRows(provider));
      });
      const whole = foldOf(chain);
      for (const [i, rows] of asked.entries()) {
        expect(rows).toEqual(PROVIDERS.map((provider) => whole.asOf(i + 1).priceRows(provider)));
      }
    }),
    { numRuns: 200 },
  );
});

test('two folds of the same topic are equal, late repeats of their revisions included', () => {
  fc.assert(
    fc.property(anySteps, fc.nat(), (steps, back) => {
      const chain = chainOf(steps);
      const once = foldOf(chain);
      const repeated = foldOf(chain.flatMap((step, i) => [step, step, ...chain.slice(back % (i + 1), i + 1)]));
      expect([repeated.revision, repeated.hash]).toEqual([once.revision, once.hash]);
      for (const kind of ['root', 'account', 'project', 'key', 'priceRow'] as const) {
        expect(repeated.all(kind)).toEqual(once.all(kind));
        const living = [...naiveFold(chain)[kind].values()].filter((entity) => entity !== null);
        expect(once.all(kind)).toEqual(living);
      }
    }),
    { numRuns: 100 },
  );
});

const [one, two, three] = chainOf([[{ entity: 'root', id: 'a', before: null, after: root('a', '1') }], [], []]) as [
  SealedRevision,
  SealedRevision,
  SealedRevision,
];
const forged = { ...one, hash: 'f'.repeat(64) };

test.each([
  ['a missing first revision', [], two],
  ['a gap', [one], three],
  ['a number that skips one', [one], { ...two, revision: { ...two.revision, revision: 3 } }],
  ['another past of an older revision', [one, two], forged],
  ['a revision that follows another past', [forged], two],
  ['another revision with the newest number', [one], forged],
])('%s breaks the chain and changes nothing', (_name, applied, broken) => {
  const catalogue = foldOf(applied);
  const [revision, hash] = [catalogue.revision, catalogue.hash];
  expect(() => catalogue.apply(broken)).toThrow(expect.objectContaining({ code: 'catalogue_broken' }));
  expect([catalogue.revision, catalogue.hash]).toEqual([revision, hash]);
});

test('a revision that has not been applied cannot be looked up', () => {
  expect(() => foldOf(chainOf([[]])).asOf(2)).toThrow(expect.objectContaining({ code: 'revision_unknown' }));
});

test('a revoked key is found as revoked under the same hash as soon as the revocation is applied', () => {
  const [made, revoked] = chainOf([
    [{ entity: 'key', id: 'k', before: null, after: key('k', 'active') }],
    [{ entity: 'key', id: 'k', before: key('k', 'active'), after: key('k', 'revoked') }],
  ]) as [SealedRevision, SealedRevision];
  const catalogue = foldOf([made]);
  expect(catalogue.keyByHash('hash of k')?.status).toBe('active');
  catalogue.apply(revoked);
  expect(catalogue.keyByHash('hash of k')?.status).toBe('revoked');
  expect(catalogue.keyByHash('hash of another')).toBeUndefined();
});

test('one revision is one view, whatever has been applied since', () => {
  const chain = chainOf([[addRow('a', 'openai')], [addRow('b', 'openai')]]);
  const catalogue = foldOf(chain.slice(0, 1));
  const first = catalogue.asOf(1);
  catalogue.apply(chain[1] as SealedRevision);
  expect(catalogue.asOf(1)).toBe(first);
  expect(catalogue.asOf(2)).not.toBe(first);
});

test('price rows of a provider are the same array until a revision touches that provider', () => {
  const chain = chainOf([[addRow('r1', 'openai')], [addRow('r2', 'anthropic')], [addRow('r3', 'openai')]]);
  const catalogue = foldOf(chain);
  const first = catalogue.asOf(1).priceRows('openai');
  expect(catalogue.asOf(2).priceRows('openai')).toBe(first);
  expect(
    catalogue
      .asOf(3)
      .priceRows('openai')
      .map((r) => r.id),
  ).toEqual(['r1', 'r3']);
  expect(catalogue.asOf(1).priceRows('openai')).toBe(first);
  expect(first.map((r) => r.id)).toEqual(['r1']);
});
