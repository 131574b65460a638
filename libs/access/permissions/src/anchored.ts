import type { Grant } from '@suanpan/catalogue';
import type { Permission } from './permission.ts';

/** The grant of one effect that holds longest; while it holds, so does the effect. */
export interface Standing {
  readonly grant: string;
  /** The first instant at which it no longer holds, epoch milliseconds; infinite for no end. */
  readonly until: number;
}

/** What the grants at one anchor say of one permission. */
export interface Verdict {
  readonly allow: Standing | undefined;
  readonly deny: Standing | undefined;
}

/** The grants of one principal at one anchor, weighed per permission when it is first asked for. */
export class Anchored {
  /** Null for the platform. */
  readonly node: Grant['node'];
  readonly #grants: readonly Grant[];
  readonly #permissionsOf: (grant: Grant) => ReadonlySet<string>;
  readonly #verdicts = new Map<Permission, Verdict>();

  constructor(node: Grant['node'], grants: readonly Grant[], permissionsOf: (grant: Grant) => ReadonlySet<string>) {
    this.node = node;
    this.#grants = grants;
    this.#permissionsOf = permissionsOf;
  }

  verdict(permission: Permission): Verdict {
    const known = this.#verdicts.get(permission);
    if (known !== undefined) return known;
    const verdict = { allow: this.#longest('allow', permission), deny: this.#longest('deny', permission) };
    this.#verdicts.set(permission, verdict);
    return verdict;
  }

  #longest(effect: Grant['effect'], permission: Permission): Standing | undefined {
    let longest: Standing | undefined;
    for (const grant of this.#grants) {
      if (grant.effect !== effect || !this.#permissionsOf(grant).has(permission)) continue;
      const until = grant.expiresAt ?? Number.POSITIVE_INFINITY;
      if (longest === undefined || until > longest.until) longest = { grant: grant.id, until };
    }
    return longest;
  }
}
