import {
  type Account,
  type ApiKey,
  Catalogue,
  type Change,
  type EntityKind,
  type EntityTypes,
  type Grant,
  type Project,
  type Role,
  sealRevision,
} from '@suanpan/catalogue';
import {
  type AccessRequest,
  BUILT_IN_ROLES,
  CallAccess,
  decideAccess,
  PERMISSION_NAMES,
  visibleNodes,
} from '@suanpan/permissions';
import type { Figure } from './report.ts';

const ROOT = 'r';
const PERSON = 'ann';
const GRANTS = 1_000;
const CUSTOM_ROLES = 50;
/** The tree: twenty branches, each a chain of fifty departments, so that a project has up to fifty above it. */
const BRANCHES = 20;
const DEPTH = 50;
const CHECKS = 200_000;
const ROUNDS = 500;
const PER_REVISION = 1_000;

/**
 * The decision about access with many projects and many grants of one person on a deep tree: within one revision, right
 * after a revision about something else, and right after one of the person's own grants changed.
 */
export function measurePermissions(projects: number, say: (line: string) => void): Figure[] {
  say(`${projects.toLocaleString('en')} projects, ${GRANTS.toLocaleString('en')} grants`);
  const world = new GrowingCatalogue();
  for (const step of worldOf(projects)) world.add(step);
  const ask = questions(projects);
  const check = () => decideAccess({ ...ask(), view: world.view() });
  for (let i = 0; i < CHECKS / 10; i += 1) check();
  const startedAt = performance.now();
  let allowed = 0;
  for (let i = 0; i < CHECKS; i += 1) if (check().allowed) allowed += 1;
  const warm = ((performance.now() - startedAt) * 1000) / CHECKS;
  const singly = Array.from({ length: CHECKS / 10 }, () => microsOf(check)).sort((a, b) => a - b);
  const afterOther = meanOf(ROUNDS, (i) => {
    world.add([put('project', projectAt(i, `renamed ${i}`))]);
    return microsOf(check);
  });
  const afterOwn = meanOf(ROUNDS, (i) => {
    world.add([put('grant', { ...grantAt(i), expiresAt: 2_000_000_000_000 + i })]);
    return microsOf(check);
  });
  const question = { ...ask(), view: world.view() };
  const call = callMicros(world.catalogue);
  const visible = meanOf(50, () => microsOf(() => visibleNodes(question, ROOT)));
  return [
    { key: 'permissionMicros', text: 'one permission check', value: warm, unit: 'µs', target: { most: 20 } },
    { key: 'permissionP99Micros', text: '99 of 100 within', value: at(singly, 0.99), unit: 'µs' },
    { key: 'permissionAfterOtherMicros', text: 'the first after any revision', value: afterOther, unit: 'µs' },
    { key: 'permissionAfterOwnMicros', text: 'the first after a change of its grants', value: afterOwn, unit: 'µs' },
    {
      key: 'permissionCallMicros',
      text: 'api.call of one event, remembered',
      value: call,
      unit: 'µs',
      target: { most: 0.3 },
    },
    { key: 'permissionVisibleMicros', text: 'where it holds in the root', value: visible, unit: 'µs' },
    { key: 'permissionAllowedShare', text: 'share of the checks that was allowed', value: allowed / CHECKS, unit: '' },
  ];
}

/** A catalogue that is told one revision after the other. */
class GrowingCatalogue {
  readonly catalogue = new Catalogue();

  add(changes: readonly Change[]): void {
    const { revision, hash } = this.catalogue;
    const next = { v: 1 as const, revision: revision + 1, prev: hash, at: 0, actor: 'bench', reason: 'bench', changes };
    this.catalogue.apply({ revision: next, hash: sealRevision(next).hash });
  }

  view() {
    return this.catalogue.asOf(this.catalogue.revision);
  }
}

function* worldOf(projects: number): Generator<Change[]> {
  yield [put('person', { id: PERSON, name: PERSON, status: 'active' })];
  const accounts: Account[] = [{ id: ROOT, root: ROOT, parent: null, kind: 'root', name: ROOT }];
  for (let i = 0; i < BRANCHES * DEPTH; i += 1) {
    const parent = i < BRANCHES ? ROOT : accountId(i - BRANCHES);
    accounts.push({ id: accountId(i), root: ROOT, parent, kind: 'department', name: accountId(i) });
  }
  yield accounts.map((each) => put('account', each));
  const roles = Array.from({ length: CUSTOM_ROLES }, (_, i): Role => {
    const permissions = PERMISSION_NAMES.filter((_name, at) => at % CUSTOM_ROLES >= i % 30);
    return { id: `role-${i}`, root: ROOT, name: `role-${i}`, permissions };
  });
  yield roles.map((each) => put('role', each));
  for (let i = 0; i < GRANTS; i += 1) yield [put('grant', grantAt(i))];
  for (let from = 0; from < projects; from += PER_REVISION) {
    const count = Math.min(PER_REVISION, projects - from);
    yield Array.from({ length: count }, (_, i) => put('project', projectAt(from + i, 'project')));
  }
}

function put<K extends EntityKind>(entity: K, after: EntityTypes[K]): Change {
  return { entity, id: after.id, before: null, after } as Change;
}

function accountId(i: number): string {
  return `account-${i}`;
}

/** Spread so that neighbours lie in different branches and depths. */
function projectAt(i: number, name: string): Project {
  return { id: `project-${i}`, root: ROOT, account: accountId((i * 7919) % (BRANCHES * DEPTH)), name };
}

/** Roles of both kinds, all over the tree; one in forty denies. */
function grantAt(i: number): Grant {
  const builtIn = [...BUILT_IN_ROLES.keys()];
  const role = i % 2 === 0 ? `role-${i % CUSTOM_ROLES}` : builtIn[i % builtIn.length];
  return {
    id: `grant-${i}`,
    root: ROOT,
    node: { kind: 'account', id: accountId((i * 613) % (BRANCHES * DEPTH)) },
    principal: { kind: 'person', id: PERSON },
    effect: i % 40 === 7 ? 'deny' : 'allow',
    role: role ?? null,
    permissions: [],
    expiresAt: i % 5 === 0 ? 1_900_000_000_000 : null,
  };
}

/** Another project and another permission each time. */
function questions(projects: number): () => Omit<AccessRequest, 'view'> {
  let i = 0;
  return () => {
    i += 1;
    return {
      actor: { kind: 'person', id: PERSON },
      permission: PERMISSION_NAMES[i % PERMISSION_NAMES.length] ?? 'usage.view',
      node: { kind: 'project', id: `project-${(i * 48_271) % projects}` },
      now: 1_800_000_000_000,
    };
  };
}

/** As ingest asks: the same key and a few projects again and again. */
function callMicros(catalogue: Catalogue): number {
  const account = accountId(0);
  const base = { id: 'key', root: ROOT, account, project: null, hash: 'h', display: 'd' } as const;
  const key: ApiKey = { ...base, scopes: ['ingest'], status: 'active', expiresAt: null };
  const now = 1_800_000_000_000;
  const refusalOf = new CallAccess(catalogue, 86_400_000).of(key, catalogue.asOf(catalogue.revision), now);
  let refused = 0;
  const startedAt = performance.now();
  for (let i = 0; i < CHECKS; i += 1) if (refusalOf(`project-${i % 10}`, now - (i % 1000)) !== undefined) refused += 1;
  const micros = ((performance.now() - startedAt) * 1000) / CHECKS;
  if (refused === 0) throw new Error('Every call was allowed, also of projects of other accounts.');
  return micros;
}

function microsOf(act: () => unknown): number {
  const startedAt = performance.now();
  act();
  return (performance.now() - startedAt) * 1000;
}

function meanOf(rounds: number, measure: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < rounds; i += 1) sum += measure(i);
  return sum / rounds;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}
