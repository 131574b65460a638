import type { AccessNode, AccessRequest, Actor } from './access-request.ts';
import { principalOf } from './actor-standing.ts';
import type { Anchored } from './anchored.ts';
import { decideAccess } from './decide-access.ts';
import { grantsOf } from './grants-of.ts';
import type { HeldGrants } from './held-grants.ts';
import { anchorOf, pathOf } from './node-path.ts';

/** Who asks for which permission, when; where is asked beside it. */
export type AccessQuestion = Omit<AccessRequest, 'node'>;

/** A node of a root's tree. */
export type TreeNode = Exclude<AccessNode, { readonly kind: 'platform' }>;

/**
 * Where in one root an actor holds a permission: nodes from which it holds downwards and nodes from which it does not. Of
 * those above a node the nearest decides.
 */
export interface VisibleNodes {
  /** The whole root, nothing taken out. */
  readonly everything: boolean;
  /** Nodes from which the permission holds downwards; empty for nowhere. */
  readonly tops: readonly TreeNode[];
  /** Nodes below a top from which it does not hold downwards. */
  readonly except: readonly TreeNode[];
  /** The decision about one node of any root. */
  sees(node: AccessNode): boolean;
}

/** Where in a root the actor holds a permission: what lists are cut down to. */
export function visibleNodes(question: AccessQuestion, root: string): VisibleNodes {
  const { view } = question;
  const sees = (node: AccessNode) => decideAccess({ ...question, node }).allowed;
  const placed = places([...ownNodes(question.actor, root), ...nodesOf(speaking(question, root))], question).filter(
    ({ node }) => pathOf(view, node)?.root === root,
  );
  const seenAt = new Map(placed.map((place) => [place.anchors[0], sees(place.node)]));
  const inherited = ({ anchors }: Placed) => seenAt.get(anchors.slice(1).find((anchor) => seenAt.has(anchor)) ?? '');
  const changing = placed.filter((place) => seenAt.get(place.anchors[0]) !== (inherited(place) ?? false));
  const [tops, except] = [true, false].map((seen) =>
    changing.filter(({ anchors }) => seenAt.get(anchors[0]) === seen).map(({ node }) => node),
  ) as [TreeNode[], TreeNode[]];
  const everything = except.length === 0 && seenAt.get(anchorOf('account', root)) === true;
  return { everything, tops, except, sees };
}

/** Whether the actor holds a permission anywhere in a root. */
export function seesAny(question: AccessQuestion, root: string): boolean {
  return visibleNodes(question, root).tops.length > 0;
}

/** Ids of the roots in which the actor holds a permission anywhere, in the order they were made. */
export function rootsSeen(question: AccessQuestion): string[] {
  const { view, actor } = question;
  const held = heldBy(question);
  // Root accounts stand under no parent, which the index writes as the empty key.
  const all = view.under('account', '').map(({ id }) => id);
  if (held === undefined || held.of(null).size > 0) return all.filter((root) => seesAny(question, root));
  const giving = new Set(held.roots());
  if (actor.kind !== 'person') giving.add(machineRoot(question) ?? '');
  return all.filter((root) => giving.has(root) && seesAny(question, root));
}

/** A node with its anchor and those above it. */
interface Placed {
  readonly node: TreeNode;
  readonly anchors: readonly string[];
}

function heldBy({ view, actor }: AccessQuestion): HeldGrants | undefined {
  const principal = principalOf(actor);
  return principal === undefined ? undefined : grantsOf(view, principal);
}

/** Grants that may speak about nodes of a root; a machine of another root has those of the platform only. */
function speaking(question: AccessQuestion, root: string): Anchored[] {
  const held = heldBy(question);
  if (held === undefined) return [];
  const foreign = question.actor.kind !== 'person' && machineRoot(question) !== root;
  return [...(foreign ? [] : held.of(root).values()), ...held.of(null).values()];
}

function machineRoot({ view, actor }: AccessQuestion): string | undefined {
  const principal = principalOf(actor);
  return principal === undefined ? undefined : view.account(principal.id)?.root;
}

/** Nodes at which an actor may hold something that no grant stands at. The root is where grants of the platform begin. */
function ownNodes(actor: Actor, root: string): TreeNode[] {
  const nodes: TreeNode[] = [{ kind: 'account', id: root }];
  if (actor.kind === 'account') nodes.push({ kind: 'account', id: actor.id });
  if (actor.kind !== 'key') return nodes;
  nodes.push({ kind: 'account', id: actor.key.account });
  if (actor.key.project !== null) nodes.push({ kind: 'project', id: actor.key.project });
  return nodes;
}

function nodesOf(anchored: readonly Anchored[]): TreeNode[] {
  return anchored.flatMap(({ node }) => (node === null ? [] : [node]));
}

/** Each node once, with its path; those that do not exist are left out. */
function places(nodes: readonly TreeNode[], { view }: AccessQuestion): Placed[] {
  const placed = new Map<string, Placed>();
  for (const { kind, id } of nodes) {
    const path = pathOf(view, { kind, id });
    if (path !== undefined) placed.set(anchorOf(kind, id), { node: { kind, id }, anchors: path.anchors });
  }
  return [...placed.values()];
}
