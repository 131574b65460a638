import type { Grant } from '@suanpan/catalogue';
import { Anchored } from './anchored.ts';
import { anchorOf } from './node-path.ts';

/** No id holds a space. */
const PLATFORM_ANCHOR = 'the platform';
const NONE: ReadonlyMap<string, Anchored> = new Map();

/**
 * The grants of one principal, by the root that gave them and the node they stand at. What a root gave is found under
 * that root alone, so that it can never speak about a node of another.
 */
export class HeldGrants {
  readonly #byRoot = new Map<string | null, ReadonlyMap<string, Anchored>>();

  constructor(grants: readonly Grant[], permissionsOf: (grant: Grant) => ReadonlySet<string>) {
    for (const [root, ofRoot] of grouped(grants, (grant) => grant.root)) {
      const anchors = new Map<string, Anchored>();
      for (const [anchor, held] of grouped(ofRoot, (grant) => anchorOfNode(nodeOf(grant)))) {
        anchors.set(anchor, new Anchored(nodeOf(held[0]), held, permissionsOf));
      }
      this.#byRoot.set(root, anchors);
    }
  }

  /** Grants that a root gave (null for the platform), by anchor. */
  of(root: string | null): ReadonlyMap<string, Anchored> {
    return this.#byRoot.get(root) ?? NONE;
  }

  /** Grants that hold everywhere. */
  everywhere(): Anchored | undefined {
    return this.of(null).get(PLATFORM_ANCHOR);
  }

  /** Roots that gave any. */
  roots(): readonly string[] {
    return [...this.#byRoot.keys()].filter((root) => root !== null);
  }
}

/** A root's grant that names no node stands at the root itself. */
function nodeOf(grant: Grant | undefined): Grant['node'] {
  if (grant === undefined || grant.node !== null || grant.root === null) return grant?.node ?? null;
  return { kind: 'account', id: grant.root };
}

function anchorOfNode(node: Grant['node']): string {
  return node === null ? PLATFORM_ANCHOR : anchorOf(node.kind, node.id);
}

function grouped<K>(grants: readonly Grant[], keyOf: (grant: Grant) => K): Map<K, Grant[]> {
  const groups = new Map<K, Grant[]>();
  for (const grant of grants) {
    const key = keyOf(grant);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [grant]);
    else group.push(grant);
  }
  return groups;
}
