import type { CatalogueView } from '@suanpan/catalogue';

/** Deeper than any tree people keep; it only ends a walk that a broken catalogue would make endless. */
const DEPTH_MAX = 64;

/** An account and the accounts above it, nearest first; the root's own account is the last. */
export function accountLine(view: Pick<CatalogueView, 'account'>, account: string): string[] {
  const line = [account];
  let parent = view.account(account)?.parent;
  while (parent !== null && parent !== undefined && line.length < DEPTH_MAX) {
    line.push(parent);
    parent = view.account(parent)?.parent;
  }
  return line;
}
