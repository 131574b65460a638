import type { CatalogueView } from '@suanpan/catalogue';
import type { AccessNode } from './access-request.ts';

/** A node and everything above it in its root, nearest first. */
export interface NodePath {
  /** Null for the platform. */
  readonly root: string | null;
  /** Anchors, as `anchorOf` writes them. */
  readonly anchors: readonly string[];
}

/**
 * The text grants are looked up by at a node. An account's is its id, because a path is mostly accounts and a text that is
 * put together anew is slow to look up; ids hold no spaces, so no account has the anchor of a project.
 */
export function anchorOf(kind: 'account' | 'project', id: string): string {
  return kind === 'account' ? id : `project ${id}`;
}

const PLATFORM_PATH: NodePath = { root: null, anchors: [] };
/** No tree that people made is as deep; a circle would be. */
const DEPTH_MAX = 10_000;

/** The path of a node; `undefined` for a node that does not exist, or whose tree leaves its root or runs in a circle. */
export function pathOf(view: CatalogueView, node: AccessNode): NodePath | undefined {
  if (node.kind === 'platform') return PLATFORM_PATH;
  const anchors: string[] = [];
  const project = node.kind === 'project' ? view.project(node.id) : undefined;
  if (node.kind === 'project') {
    if (project === undefined) return undefined;
    anchors.push(anchorOf('project', node.id));
  }
  let account = view.account(project?.account ?? node.id);
  const root = project?.root ?? account?.root;
  while (account !== undefined && account.root === root && anchors.length < DEPTH_MAX) {
    anchors.push(anchorOf('account', account.id));
    if (account.parent === null) return { root, anchors };
    account = view.account(account.parent);
  }
  return undefined;
}
