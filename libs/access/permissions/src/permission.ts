/** What there is to permit, `resource.verb`, with what holding it means at a node and everything below it. */
export const PERMISSIONS = {
  'account.view': 'See accounts and how they hang together.',
  'account.manage': 'Create, rename, move and close accounts. Caps and quotas need quota.edit.',
  'adjustment.make': 'Void and amend outcomes; make fees, credits and true-ups.',
  'api.call': 'Send usage events and ask for admissions.',
  'audit.view': 'See who did what, and every change with its reason.',
  'backfill.make': 'Open and seal backfills of older usage.',
  'billing.view': 'See what is owed, commitments and credits.',
  'billing.manage': 'Change how and when is billed; buy commitments and credits.',
  'catalogue.view': 'See revisions of the catalogue.',
  'grant.view': 'See who was granted what.',
  'grant.manage': 'Grant and revoke what one holds oneself.',
  'key.view': 'See the public part of API keys.',
  'key.manage': 'Issue, rotate and revoke API keys.',
  'organisation.view': 'See organisations and the sums over their roots.',
  'organisation.manage': 'Create organisations and choose their roots.',
  'payment.view': 'See which payment methods are bound.',
  'payment.manage': 'Bind and detach payment methods.',
  'person.view': 'See who may sign in.',
  'person.invite': 'Let a further person sign in.',
  'person.manage': 'Rename and suspend people, end their sessions, give them a new password.',
  'plan.view': 'See plans and which accounts have them.',
  'plan.manage': 'Write new plans and new versions of plans.',
  'plan.assign': 'Put accounts on plans.',
  'price.view': 'See prices, mark-ups and exchange rates.',
  'price.propose': 'Import price feeds and make proposals of them.',
  'price.approve': 'Approve or refuse proposals of others.',
  'price.manage': 'Write own price rows, mark-ups, aliases and exchange rates.',
  'project.view': 'See projects and their settings.',
  'project.manage': 'Create, change and archive projects. Budgets and limits need quota.edit.',
  'quota.view': 'See budgets, quotas and limits.',
  'quota.edit': 'Change budgets, quotas, limits and budget rules.',
  'reconcile.view': "See how the ledger differs from a provider's own figures.",
  'reconcile.make': "Import a provider's usage or cost export.",
  'reprice.make': 'Price a range of usage again after prices were corrected.',
  'role.view': 'See custom roles.',
  'role.manage': 'Write custom roles of what one holds oneself.',
  'root.create': 'Create roots.',
  'series.publish': 'Publish points of multiplier series.',
  'statement.view': 'See statements and what is behind their lines.',
  'statement.close': 'Close a period.',
  'usage.view': 'See usage and what it cost.',
  'whatif.view': 'Price the history under another plan or price book.',
} as const satisfies Readonly<Record<string, string>>;

/** The name of a permission. */
export type Permission = keyof typeof PERMISSIONS;

/** Every permission, sorted by name. */
export const PERMISSION_NAMES = (Object.keys(PERMISSIONS) as Permission[]).sort();

/** Every permission that only lets one see, sorted by name. */
export const VIEW_PERMISSIONS = PERMISSION_NAMES.filter(isView);

/**
 * What no machine may do, whatever it was granted. A second person approves prices; were a key enough, somebody who may
 * issue keys could be both.
 */
export const PERSON_ONLY: ReadonlySet<Permission> = new Set<Permission>(['price.approve']);

/** Tells whether a text names a permission. */
export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}

/** Tells whether a permission only lets one see. */
export function isView(permission: Permission): boolean {
  return permission.endsWith('.view');
}
