import { hash } from 'node:crypto';
import { packLines, unpackLines } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { Account, ApiKey, Project, Root } from './entities.ts';
import type { PriceRow } from './price-row.ts';

/** What can be changed, by name. */
export interface EntityTypes {
  readonly root: Root;
  readonly account: Account;
  readonly project: Project;
  readonly key: ApiKey;
  readonly priceRow: PriceRow;
}

export type EntityKind = keyof EntityTypes;

/** One entity before and after; `before` is null for a new one, `after` for one that ends. */
export type Change = {
  [K in EntityKind]: {
    readonly entity: K;
    readonly id: string;
    readonly before: EntityTypes[K] | null;
    readonly after: EntityTypes[K] | null;
  };
}[EntityKind];

/** One step of the catalogue: gapless, hash-chained, with who and why. The first revision is 1. */
export interface Revision {
  readonly v: 1;
  readonly revision: number;
  /** Hash of the revision before, {@link CATALOGUE_GENESIS} for the first. */
  readonly prev: string;
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
  readonly changes: readonly Change[];
}

export const CATALOGUE_GENESIS = hash('sha256', 'suanpan catalogue.changes v1');

/** A revision as it stands on the topic, with the hash over its text. */
export interface SealedRevision {
  readonly revision: Revision;
  readonly hash: string;
}

/** Packs a revision for the topic: its hash on the first line, its text on the second. */
export function packRevision(revision: Revision): Buffer {
  const text = JSON.stringify(revision);
  return packLines([hash('sha256', text), text]);
}

/** Unpacks a revision and proves its hash. */
export function unpackRevision(value: Uint8Array): SealedRevision {
  const [sealed, text = ''] = unpackLines(value);
  if (hash('sha256', text) !== sealed) throw new Fault('log_corrupt', 'A catalogue revision does not match its hash.');
  return { revision: JSON.parse(text) as Revision, hash: sealed };
}
