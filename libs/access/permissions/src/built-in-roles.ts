import { PERMISSION_NAMES, type Permission, VIEW_PERMISSIONS } from './permission.ts';

/** A role everybody has without anybody having made it. */
export interface BuiltInRole {
  readonly id: string;
  readonly name: string;
  /** Whom it is for. */
  readonly text: string;
  /** Sorted, each once. */
  readonly permissions: readonly Permission[];
}

/** What concerns more than one root, and therefore nobody who runs a single one. */
const ABOVE_ROOTS: readonly Permission[] = ['organisation.manage', 'person.manage', 'root.create'];

const BILLING_VIEW: readonly Permission[] = [
  'account.view',
  'billing.view',
  'payment.view',
  'plan.view',
  'price.view',
  'project.view',
  'statement.view',
  'usage.view',
];

const ROLES: readonly BuiltInRole[] = [
  role('platform_operator', 'Platform operator', 'Runs the platform: roots, people, public prices.', PERMISSION_NAMES),
  role(
    'root',
    'Root',
    'Owns a root: everything in it.',
    PERMISSION_NAMES.filter((permission) => !ABOVE_ROOTS.includes(permission)),
  ),
  role('department', 'Department', 'Runs a department within the caps it was given.', [
    'account.manage',
    'account.view',
    'api.call',
    'billing.view',
    'grant.manage',
    'grant.view',
    'key.manage',
    'key.view',
    'person.invite',
    'person.view',
    'plan.view',
    'price.view',
    'project.manage',
    'project.view',
    'quota.view',
    'role.view',
    'statement.view',
    'usage.view',
    'whatif.view',
  ]),
  role('service', 'Service', 'A machine that calls models.', ['api.call']),
  role('billing_viewer', 'Billing viewer', 'Sees what is owed and why.', BILLING_VIEW),
  role('billing_manager', 'Billing manager', 'Pays, closes periods, chooses plans.', [
    ...BILLING_VIEW,
    'adjustment.make',
    'billing.manage',
    'payment.manage',
    'plan.assign',
    'reconcile.make',
    'reconcile.view',
    'statement.close',
    'whatif.view',
  ]),
  role('auditor', 'Auditor', 'Sees everything and changes nothing.', VIEW_PERMISSIONS),
  role('analyst', 'Analyst', 'Studies usage, cost and plans.', [
    'account.view',
    'plan.view',
    'price.view',
    'project.view',
    'quota.view',
    'reconcile.view',
    'statement.view',
    'usage.view',
    'whatif.view',
  ]),
  role('price_editor', 'Price editor', 'Imports feeds, proposes prices, writes own rows.', [
    'catalogue.view',
    'plan.view',
    'price.manage',
    'price.propose',
    'price.view',
    'reprice.make',
    'series.publish',
  ]),
  role('price_approver', 'Price approver', 'The second person for price proposals.', [
    'catalogue.view',
    'price.approve',
    'price.view',
  ]),
];

/** The built-in roles by their id. A custom role never takes one of these ids. */
export const BUILT_IN_ROLES: ReadonlyMap<string, BuiltInRole> = new Map(ROLES.map((each) => [each.id, each]));

function role(id: string, name: string, text: string, permissions: readonly Permission[]): BuiltInRole {
  return { id, name, text, permissions: [...permissions].sort() };
}
