import type { DataSource } from 'typeorm';
import type { RateLimits } from './decide-rate.ts';
import type { SessionLimits } from './decide-session.ts';

/** What every act of signing in needs. */
export interface Parts {
  readonly source: DataSource;
  readonly limits: SessionLimits;
  readonly rates: RateLimits;
  readonly suspended: (person: string) => boolean;
}
