import { type CatalogueView, type EntityKind, type Grant, grantKey } from '@suanpan/catalogue';
import { type AccessNode, PLATFORM } from '@suanpan/permissions';

type Kind = EntityKind;

/** What an operation is about, by kind and id, before anybody knows whether it exists. */
export type Target = { readonly kind: 'platform' } | { readonly kind: Kind; readonly id: string };

export const platform: Target = { kind: 'platform' };

/** The target itself, or the platform where there is none: what is everybody's is governed there. */
export function orPlatform(kind: Kind, id: string | null | undefined): Target {
  return id === null || id === undefined ? platform : { kind, id };
}

/** Where a target lies, and of several places whether a permission is needed at one of them or at each. */
export interface Place {
  readonly nodes: readonly AccessNode[];
  readonly need: 'one' | 'each';
}

/** Where a target lies; `undefined` if it does not exist. */
export function placeOf(target: Target, view: CatalogueView): Place | undefined {
  if (target.kind === 'person') return personPlace(target.id, view);
  if (target.kind === 'organisation') return organisationPlace(target.id, view);
  const node = nodeOf(target, view);
  return node === undefined ? undefined : { nodes: [node], need: 'one' };
}

/** A person is governed by the platform, and seen wherever something was granted to them. */
function personPlace(id: string, view: CatalogueView): Place | undefined {
  if (view.get('person', id) === undefined) return undefined;
  const granted = view.under('grant', grantKey('person', id)).map(grantNode);
  return { nodes: [PLATFORM, ...granted], need: 'one' };
}

/** Who sees the sum of several roots sees each of them. */
function organisationPlace(id: string, view: CatalogueView): Place | undefined {
  const found = view.get('organisation', id);
  return found === undefined ? undefined : { nodes: found.roots.map(accountNode), need: 'each' };
}

/** Where a target of one place lies; `undefined` if it does not exist. */
export function nodeOf(target: Target, view: CatalogueView): AccessNode | undefined {
  switch (target.kind) {
    case 'platform':
      return PLATFORM;
    case 'account':
    case 'project':
      return view.get(target.kind, target.id) === undefined ? undefined : { kind: target.kind, id: target.id };
    case 'root':
      return view.root(target.id) === undefined ? undefined : accountNode(target.id);
    case 'key':
    case 'assignment':
    case 'markup': {
      const found = view.get(target.kind, target.id);
      return found === undefined ? undefined : accountNode(found.account);
    }
    case 'grant': {
      const grant = view.get('grant', target.id);
      return grant === undefined ? undefined : grantNode(grant);
    }
    case 'person':
    case 'organisation':
      return placeOf(target, view)?.nodes[0];
    case 'priceRow': {
      const row = view.get('priceRow', target.id);
      return row === undefined ? undefined : rootNode(row.account ?? row.root);
    }
    case 'alias':
    case 'fxRate':
    case 'seriesPoint':
      return view.get(target.kind, target.id) === undefined ? undefined : PLATFORM;
    default: {
      const found: { readonly root: string | null } | undefined = view.get(target.kind, target.id);
      return found === undefined ? undefined : rootNode(found.root);
    }
  }
}

/** Where a grant stands. */
export function grantNode({ node }: Pick<Grant, 'node'>): AccessNode {
  return node ?? PLATFORM;
}

/** The node of what a root owns; the platform for what is everybody's. */
export function rootNode(root: string | null): AccessNode {
  return root === null ? PLATFORM : accountNode(root);
}

/** The node of an account. */
export function accountNode(id: string): AccessNode {
  return { kind: 'account', id };
}

/** What is answered where something does not exist, and alike where the caller must not know that it does. */
export function unknownDetail(target: Target): string {
  return target.kind === 'platform'
    ? 'There is nothing at this address.'
    : `${target.kind} ${target.id} does not exist.`;
}
