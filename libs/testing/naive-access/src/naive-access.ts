import type { Account, ApiKey, Grant, Person, Principal, Project, Role } from '@suanpan/catalogue';

/** Everything access depends on, as plain lists. */
export interface NaiveWorld {
  readonly accounts: readonly Account[];
  readonly projects: readonly Project[];
  /** Those that people wrote. */
  readonly roles: readonly Role[];
  /** Those that everybody has. */
  readonly builtIn: readonly Pick<Role, 'id' | 'permissions'>[];
  readonly grants: readonly Grant[];
}

/** What stands nowhere in the tree. */
export const NOWHERE = 'platform';

/** The node and everything above it, the root last; `undefined` for what hangs nowhere. */
function pathOf({ accounts, projects }: NaiveWorld, nodeId: string): readonly string[] | undefined {
  if (nodeId === NOWHERE) return [];
  const project = projects.find(({ id }) => id === nodeId);
  const path = [nodeId];
  for (let at = project?.account ?? nodeId; ; ) {
    path.push(at);
    const account = accounts.find(({ id }) => id === at);
    if (account === undefined) return undefined;
    if (account.parent === null) return path;
    at = account.parent;
  }
}

/** Whether a grant is about a permission at a node: read off the rule, without any index. */
function speaks(world: NaiveWorld, grant: Grant, permission: string, nodeId: string, now: number): boolean {
  if (grant.expiresAt !== null && now >= grant.expiresAt) return false;
  const custom = world.roles.find(({ id, root }) => id === grant.role && (root === null || root === grant.root));
  const builtIn = world.builtIn.find(({ id }) => id === grant.role);
  const ofRole = builtIn?.permissions ?? custom?.permissions ?? [];
  if (![...ofRole, ...grant.permissions].includes(permission)) return false;
  if (grant.root === null && grant.node === null) return true;
  const path = pathOf(world, nodeId) ?? [];
  const root = path.at(-1);
  return (grant.root === null || grant.root === root) && path.includes(grant.node?.id ?? grant.root ?? '');
}

/** Whether the grants of a principal let it do something at a node: some allow speaks, and no deny of its side or of the platform does. */
export function naiveAllows(
  world: NaiveWorld,
  principal: Principal,
  permission: string,
  nodeId: string,
  now: number,
): boolean {
  return weigh(world, principal, permission, nodeId, now, false);
}

/** The platform's word goes before the root's; `otherwise` is what holds where nobody speaks. */
function weigh(
  world: NaiveWorld,
  principal: Principal,
  permission: string,
  nodeId: string,
  now: number,
  otherwise: boolean,
): boolean {
  const speaking = world.grants.filter(
    (grant) =>
      grant.principal.kind === principal.kind &&
      grant.principal.id === principal.id &&
      speaks(world, grant, permission, nodeId, now),
  );
  for (const ofPlatform of [true, false]) {
    const own = speaking.filter(({ root }) => (root === null) === ofPlatform);
    if (own.some(({ effect }) => effect === 'deny')) return false;
    if (own.some(({ effect }) => effect === 'allow')) return true;
  }
  return otherwise;
}

/** Who does it. */
export type NaiveActor =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'key'; readonly key: ApiKey };

/** A naive world with people, and what is for them alone. */
export interface PeopledWorld extends NaiveWorld {
  readonly people: readonly Person[];
  readonly forPeople: readonly string[];
}

/** Whether an actor may do something at an account or project, or at {@link NOWHERE}. */
export function naiveMay(
  world: PeopledWorld,
  actor: NaiveActor,
  permission: string,
  nodeId: string,
  now: number,
): boolean {
  if (pathOf(world, nodeId) === undefined) return false;
  if (actor.kind === 'person') {
    const isActive = world.people.some(({ id, status }) => id === actor.id && status === 'active');
    return isActive && naiveAllows(world, actor, permission, nodeId, now);
  }
  if (actor.kind === 'account') return machineMay(world, actor.id, permission, nodeId, now);
  const { status, expiresAt, project, scopes, account } = actor.key;
  if (status !== 'active' || (expiresAt !== null && now >= expiresAt)) return false;
  if (project !== null && nodeId !== project) return false;
  const isCall = permission === 'api.call';
  const covered = scopes.some((scope) =>
    scope === 'ingest' ? isCall : scope === 'read' ? permission.endsWith('.view') : !isCall,
  );
  return covered && machineMay(world, account, permission, nodeId, now);
}

/** A machine acts in another root only by a grant of the platform, and may call at its own account and below. */
function machineMay(world: PeopledWorld, id: string, permission: string, nodeId: string, now: number): boolean {
  const account = world.accounts.find((one) => one.id === id);
  if (account === undefined || account.status === 'closed' || world.forPeople.includes(permission)) return false;
  const path = pathOf(world, nodeId) ?? [];
  const isHome = path.at(-1) === account.root;
  const grants = isHome ? world.grants : world.grants.filter(({ root }) => root === null);
  const own = permission === 'api.call' && path.includes(id);
  return weigh({ ...world, grants }, { kind: 'account', id }, permission, nodeId, now, own);
}
