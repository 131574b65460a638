import { expect, test } from '@jest/globals';
import {
  Catalogue,
  type Change,
  type EntityKind,
  type EntityTypes,
  type Grant,
  type Revision,
  sealRevision,
} from '@suanpan/catalogue';
import fc from 'fast-check';
import { CallAccess } from './call-access.ts';
import { decideCall } from './decide-call.ts';
import { keyOf } from './testing/access-world.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const GRACE = 24 * HOUR;
const key = keyOf('dep', ['ingest'], { root: 'root_1' });
const PROJECTS = ['prj_own', 'prj_beside'];

function added<K extends EntityKind>(entity: K, after: EntityTypes[K]): Change {
  return { entity, id: after.id, before: null, after } as unknown as Change;
}

function applied(catalogue: Catalogue, at: number, changes: readonly Change[]): void {
  const { revision, hash } = catalogue;
  const next: Revision = { v: 1, revision: revision + 1, prev: hash, at, actor: 'spec', reason: 'spec', changes };
  catalogue.apply({ revision: next, hash: sealRevision(next).hash });
}

function house(): Catalogue {
  const catalogue = new Catalogue();
  const account = { root: 'root_1', parent: 'root_1', kind: 'department' } as const;
  applied(catalogue, NOW - 1000 * HOUR, [
    added('account', { id: 'root_1', root: 'root_1', parent: null, kind: 'root', name: 'Ours' }),
    added('account', { ...account, id: 'dep', name: 'Department' }),
    added('account', { ...account, id: 'beside', name: 'Beside' }),
    added('project', { id: 'prj_own', root: 'root_1', account: 'dep', name: 'Own' }),
    added('project', { id: 'prj_beside', root: 'root_1', account: 'beside', name: 'Beside' }),
  ]);
  return catalogue;
}

interface Step {
  readonly hours: number;
  readonly effect: Grant['effect'];
  readonly project: string;
  readonly lasts: number | null;
}

const step: fc.Arbitrary<Step> = fc.record({
  hours: fc.integer({ min: 0, max: 60 }),
  effect: fc.constantFrom('allow', 'deny'),
  project: fc.constantFrom(...PROJECTS),
  lasts: fc.option(fc.integer({ min: 1, max: 30 }), { nil: null }),
});

test('what is remembered is what would be decided anew, whatever is granted, denied and ends', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 6 }),
      fc.array(fc.tuple(fc.constantFrom(...PROJECTS), fc.integer({ min: -70, max: 1 })), { maxLength: 20 }),
      (steps, calls) => {
        const catalogue = house();
        const access = new CallAccess(catalogue, GRACE);
        const ordered = [...steps].sort((a, b) => b.hours - a.hours);
        for (const [i, { hours, effect, project, lasts }] of ordered.entries()) {
          const at = NOW - hours * HOUR;
          const grant: Grant = {
            ...{ id: `g${i}`, root: 'root_1', node: { kind: 'project', id: project }, effect, role: null },
            ...{ principal: { kind: 'account', id: 'dep' }, permissions: ['api.call'] },
            expiresAt: lasts === null ? null : at + lasts * HOUR,
          };
          applied(catalogue, at, [added('grant', grant)]);
          const view = catalogue.asOf(catalogue.revision);
          for (const now of [at, at + HOUR]) {
            const refusalOf = access.of(key, view, now);
            for (const [called, ago] of calls) {
              const time = now + ago * HOUR + 1;
              const viewAt = (moment: number) => catalogue.asOf(catalogue.revisionAt(moment));
              const anew = decideCall({ key, project: called, time, now, graceMs: GRACE, view, viewAt });
              expect(refusalOf(called, time)).toBe(anew.allowed ? undefined : anew.detail);
            }
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
