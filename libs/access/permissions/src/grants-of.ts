import { type CatalogueView, type Grant, grantKey, type Principal, type Role } from '@suanpan/catalogue';
import { BUILT_IN_ROLES } from './built-in-roles.ts';
import { HeldGrants } from './held-grants.ts';

/** What was worked out of one list of grants, and the custom roles as they were then. */
interface WorkedOut {
  readonly roles: ReadonlyMap<string, Role | undefined>;
  readonly held: HeldGrants;
}

/** Answers within one view, by principal. */
const byView = new WeakMap<CatalogueView, Map<string, HeldGrants>>();
/**
 * Answers for one list of grants. A catalogue hands out the same list until one of the principal's grants changes, so a
 * new revision about anything else costs a comparison of the custom roles.
 */
const byGrants = new WeakMap<readonly Grant[], WorkedOut>();

const BUILT_IN = new Map([...BUILT_IN_ROLES].map(([id, role]) => [id, new Set<string>(role.permissions)]));
const customSets = new WeakMap<Role, ReadonlySet<string>>();
const NOTHING: ReadonlySet<string> = new Set();

/** The grants of a principal as a view has them. */
export function grantsOf(view: CatalogueView, principal: Principal): HeldGrants {
  let ofView = byView.get(view);
  if (ofView === undefined) {
    ofView = new Map();
    byView.set(view, ofView);
  }
  const key = grantKey(principal.kind, principal.id);
  let held = ofView.get(key);
  if (held === undefined) {
    held = workOut(view, view.under('grant', key));
    ofView.set(key, held);
  }
  return held;
}

/**
 * The permissions a grant is about: those it names and those of its role. A role that does not exist, or is another
 * root's own, gives none.
 */
export function permissionsOfGrant(
  view: CatalogueView,
  grant: Pick<Grant, 'root' | 'role' | 'permissions'>,
): ReadonlySet<string> {
  const ofRole =
    grant.role === null ? undefined : (BUILT_IN.get(grant.role) ?? customRole(view, grant.role, grant.root));
  if (ofRole === undefined) return grant.permissions.length === 0 ? NOTHING : new Set(grant.permissions);
  return grant.permissions.length === 0 ? ofRole : new Set([...ofRole, ...grant.permissions]);
}

function customRole(view: CatalogueView, id: string, root: string | null): ReadonlySet<string> | undefined {
  const role = view.get('role', id);
  if (role === undefined || (role.root !== null && role.root !== root)) return undefined;
  let permissions = customSets.get(role);
  if (permissions === undefined) {
    permissions = new Set(role.permissions);
    customSets.set(role, permissions);
  }
  return permissions;
}

function workOut(view: CatalogueView, grants: readonly Grant[]): HeldGrants {
  const known = byGrants.get(grants);
  if (known !== undefined && sameRoles(view, known.roles)) return known.held;
  const roles = new Map<string, Role | undefined>();
  const permissions = new Map<Grant, ReadonlySet<string>>();
  for (const grant of grants) {
    if (grant.role !== null && !BUILT_IN.has(grant.role)) roles.set(grant.role, view.get('role', grant.role));
    permissions.set(grant, permissionsOfGrant(view, grant));
  }
  const held = new HeldGrants(grants, (grant) => permissions.get(grant) ?? NOTHING);
  byGrants.set(grants, { roles, held });
  return held;
}

function sameRoles(view: CatalogueView, roles: ReadonlyMap<string, Role | undefined>): boolean {
  for (const [id, role] of roles) if (view.get('role', id) !== role) return false;
  return true;
}
