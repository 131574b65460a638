import { hash } from 'node:crypto';
import type { CatalogueView } from '@suanpan/catalogue';
import type { Charging } from '@suanpan/charging';
import type { OutcomeKind } from '@suanpan/facts';
import type { Fault } from '@suanpan/fault';
import type { FoldStore } from '@suanpan/fold-store';
import type { Log } from '@suanpan/kafka';
import { ALL_DECIDE_GUARDS, type DecideGuards } from '@suanpan/rated-log';
import { type AcceptedTimes, ALL_FOLD_GUARDS, type FoldGuards } from '@suanpan/rated-record';

/** The catalogue as the rater needs it: any revision, once it is known. */
export interface CatalogueAtRevision {
  /**
   * Waits until a revision is applied and answers the catalogue as of it. `revision_unknown` if the topic ends before
   * it, which is a fault of the log; a passing fault while the topic cannot be read.
   */
  at(revision: number): Promise<CatalogueView>;
}

/** What a rater works with. */
export interface RaterParts {
  readonly log: Log;
  readonly catalogue: CatalogueAtRevision;
  /** What moving money asks of pricing. */
  readonly charging: Charging;
  readonly times: AcceptedTimes;
  /** Opens the fold store of the shard. */
  readonly openStore: () => Promise<FoldStore>;
  /** Names the process, for people who read claims. */
  readonly instance: string;
  readonly newClaim: () => string;
  /** Told of every batch that counts, for metrics; decides nothing. */
  readonly onRated?: (shard: number, kinds: readonly OutcomeKind[]) => void;
  /** Told of batches with records whose append time and receipt are too far apart: one of the two clocks is wrong. */
  readonly onClockDisagreement?: (shard: number, clocks: ClockDisagreements) => void;
  /** Told of a fold store that is damaged; it is emptied and the shard folded again from the log. */
  readonly onStoreDamaged?: (shard: number, fault: Fault) => void;
  readonly guards?: RaterGuards;
}

/** Records of a batch whose append time and receipt are further apart than clocks may be. */
export interface ClockDisagreements {
  readonly records: number;
  readonly worstMs: number;
}

/** The part of {@link RaterParts} that deciding needs. */
export interface DecideParts extends Pick<RaterParts, 'catalogue' | 'charging' | 'times' | 'guards'> {
  /** The rules to decide by; the newest if absent. A replay decides by those the batch names. */
  readonly rules?: number;
  /** The UTC day identities are remembered from where the position does not say it yet. */
  readonly rememberedFrom?: number;
}

/** Guards beyond those of the fold; all on outside the simulation. */
export interface RaterGuards extends FoldGuards, DecideGuards {
  /** Decides by the revision the record was stamped with, not by the newest one known. */
  readonly revisionInForce: boolean;
  /** A broker's clock that is ahead moves fold time no further than ten minutes beyond receipt. */
  readonly foldTimeBound: boolean;
  /** A batch is cut by what its outcomes come to, not by the size of the source alone. */
  readonly batchBound: boolean;
}

export const ALL_RATER_GUARDS: RaterGuards = {
  ...ALL_FOLD_GUARDS,
  ...ALL_DECIDE_GUARDS,
  revisionInForce: true,
  foldTimeBound: true,
  batchBound: true,
};

/** Digest of a source record, kept in the batch that decides it. */
export function digestOf(value: Uint8Array): string {
  return hash('sha256', value).slice(0, 32);
}
