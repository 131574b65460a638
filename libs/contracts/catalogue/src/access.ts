/** A person who signs in: the public part. Address, sign-in and sessions stay with the admin service. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
}

/** A role made by people; built-in roles are part of the access rules and never entities. */
export interface Role {
  readonly id: string;
  /** The root whose own role it is; null for everybody's. */
  readonly root: string | null;
  readonly name: string;
  /** `resource.verb`, sorted, each once. */
  readonly permissions: readonly string[];
}

/** Who something is granted to: a person, or a service account and with it its keys. */
export interface Principal {
  readonly kind: 'person' | 'account';
  readonly id: string;
}

/**
 * Allows or denies a role, or single permissions, at a node and everything below it. A deny anywhere above beats every
 * allow. `root` and `node` null is the whole platform: public prices, new roots.
 */
export interface Grant {
  readonly id: string;
  readonly root: string | null;
  /** The account or project; null with a null root for the platform. */
  readonly node: { readonly kind: 'account' | 'project'; readonly id: string } | null;
  readonly principal: Principal;
  readonly effect: 'allow' | 'deny';
  /** Id of a built-in or custom role; null where permissions are named. */
  readonly role: string | null;
  readonly permissions: readonly string[];
  /** Epoch milliseconds, or null for no end. */
  readonly expiresAt: number | null;
}

/** A view that sums several roots for those who may see the bill of each. */
export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly roots: readonly string[];
}

/** How a root pays: a reference at a provider, never a card number. */
export interface PaymentMethod {
  readonly id: string;
  readonly root: string;
  readonly provider: 'stripe' | 'invoice';
  /** The provider's own id, or the purchase order of an invoice. */
  readonly reference: string;
  /** What people recognise it by, e.g. `visa ending 4242`. */
  readonly display: string;
  readonly status: 'active' | 'detached';
}
