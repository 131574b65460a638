import type { Budget, BudgetClass, CallQuota } from './budget.ts';

/** A root: tenant, billing account, key of the shard and owner of the time zone, all in one. */
export interface Root {
  readonly id: string;
  readonly name: string;
  /** Given at creation, stored, never changed; the Kafka partition of its events. */
  readonly shard: number;
  /** IANA time zone of its statements. */
  readonly zone: string;
}

/** A node of the tree below a root. The root itself is an account of kind `root` with the root's id. */
export interface Account {
  readonly id: string;
  readonly root: string;
  readonly parent: string | null;
  readonly kind: 'root' | 'department' | 'service';
  readonly name: string;
  /** Money the subtree may spend in a month; absent where nobody set a cap. */
  readonly budget?: Budget;
  /** Calls the subtree may make in a day or month; absent where nobody set a quota. */
  readonly callQuota?: CallQuota;
  /** Absent while the account is in use. A closed account takes no new projects, keys or plans. */
  readonly status?: 'closed';
}

/** A model a project may call. */
export interface AllowedModel {
  /** The model's name as `comparableModel` writes it, or a prefix ending in `*`. */
  readonly model: string;
  /** The tier the project knows it by, such as `basic` or `pro`. */
  readonly tier: string;
  /** Versions it may be answered by; absent for any. */
  readonly versions?: readonly string[];
}

/** What usage is booked on; belongs to an account and never changes root. */
export interface Project {
  readonly id: string;
  readonly root: string;
  readonly account: string;
  readonly name: string;
  /** Models it may call; absent for any. */
  readonly models?: readonly AllowedModel[];
  /** Calls in flight at once. */
  readonly concurrencyMax?: number;
  /** Calls a second. */
  readonly qpsMax?: number;
  readonly budget?: Budget;
  readonly budgetClass?: BudgetClass;
  /** The priority its calls have unless an admission grants another; multipliers of plans go by it. */
  readonly defaultPriority?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Absent while the project is in use. Usage of an archived project is still booked on it. */
  readonly status?: 'archived';
}

/** The public part of an API key. The key itself is shown once and stored nowhere. */
export interface ApiKey {
  readonly id: string;
  readonly root: string;
  readonly account: string;
  /** The project the key is bound to; events that name none are booked there. */
  readonly project: string | null;
  /** SHA-256 of the whole key, hex. */
  readonly hash: string;
  /** First characters, for people to recognise it. */
  readonly display: string;
  readonly scopes: readonly ('ingest' | 'read' | 'admin')[];
  readonly status: 'active' | 'revoked';
  /** Epoch milliseconds, or null for no end. */
  readonly expiresAt: number | null;
  /** Networks it may be used from, as CIDR blocks of IPv4 or IPv6; absent for any. */
  readonly networks?: readonly string[];
  /** The key it was rotated from: both are good until the old one's end. */
  readonly replaces?: string;
}
