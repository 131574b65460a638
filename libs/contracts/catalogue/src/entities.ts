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
}

/** What usage is booked on; belongs to an account and never changes root. */
export interface Project {
  readonly id: string;
  readonly root: string;
  readonly account: string;
  readonly name: string;
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
}
