import { creditDirective } from '@suanpan/directives';
import type { Credit } from '@suanpan/facts';

/** Directives that nobody mistakes for another. */
export function credits(root: string, ...names: string[]): Credit[] {
  const wish = { root, actor: 'spec', reason: 'Spec.', now: 1_795_000_000_000 };
  const terms = { account: root, currency: 'USD', amount: '1', priority: 1, from: null, expiresAt: null };
  return names.map((credit) => creditDirective(wish, { ...terms, credit }));
}
