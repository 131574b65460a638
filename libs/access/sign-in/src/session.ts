/** A session as its owner may see it. The token is in the browser's cookie and nowhere else. */
export interface Session {
  readonly id: string;
  readonly person: string;
  readonly method: 'password' | 'provider';
  readonly device: string;
  readonly address: string;
  /** Epoch milliseconds, like all of these. */
  readonly createdAt: number;
  /** Written at most once a minute. */
  readonly usedAt: number;
  readonly expiresAt: number;
}

/** A session as it is stored. */
export interface StoredSession extends Session {
  readonly endedAt: number | null;
}
