import { hash } from 'node:crypto';
import { packLines, unpackLines } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { Grant, Organisation, PaymentMethod, Person, Role } from './access.ts';
import type { Backfill } from './backfill.ts';
import type { BudgetRule } from './budget.ts';
import type { Calendar } from './calendar.ts';
import type { Account, ApiKey, Project, Root } from './entities.ts';
import type { Plan, PlanAssignment, SeriesPoint } from './plan.ts';
import type { FxRate, Markup, ModelAlias, PriceRow } from './price-row.ts';

/** What can be changed, by name. */
export interface EntityTypes {
  readonly root: Root;
  readonly account: Account;
  readonly project: Project;
  readonly key: ApiKey;
  readonly priceRow: PriceRow;
  readonly calendar: Calendar;
  readonly person: Person;
  readonly role: Role;
  readonly grant: Grant;
  readonly organisation: Organisation;
  readonly paymentMethod: PaymentMethod;
  readonly plan: Plan;
  readonly assignment: PlanAssignment;
  readonly seriesPoint: SeriesPoint;
  readonly alias: ModelAlias;
  readonly markup: Markup;
  readonly fxRate: FxRate;
  readonly budgetRule: BudgetRule;
  readonly backfill: Backfill;
}

export type EntityKind = keyof EntityTypes;

/** Every kind, in the order in which entities can be written: none refers to a later kind. */
export const ENTITY_KINDS = [
  'root',
  'account',
  'project',
  'key',
  'priceRow',
  'calendar',
  'person',
  'role',
  'grant',
  'organisation',
  'paymentMethod',
  'plan',
  'assignment',
  'seriesPoint',
  'alias',
  'markup',
  'fxRate',
  'budgetRule',
  'backfill',
] as const satisfies readonly EntityKind[];

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

/** The text of a revision and the hash over it: what is stored, chained and packed. */
export interface RevisionText {
  readonly text: string;
  /** SHA-256 of the text, hex; the `prev` of the next revision. */
  readonly hash: string;
}

/** Writes a revision as the one text that is hashed. */
export function sealRevision(revision: Revision): RevisionText {
  const text = JSON.stringify(revision);
  return { text, hash: hash('sha256', text) };
}

/** Packs a sealed revision for the topic: its hash on the first line, its text on the second. */
export function packSealed(sealed: RevisionText): Buffer {
  return packLines([sealed.hash, sealed.text]);
}

/** Seals and packs a revision for the topic. */
export function packRevision(revision: Revision): Buffer {
  return packSealed(sealRevision(revision));
}

/** Unpacks a revision and proves its hash. Anything else is `log_corrupt`. */
export function unpackRevision(value: Uint8Array): SealedRevision {
  const [sealed = '', text = ''] = unpackLines(value);
  return unsealRevision({ text, hash: sealed });
}

/** Reads a revision from its text and proves its hash. Anything else is `log_corrupt`. */
export function unsealRevision(sealed: RevisionText): SealedRevision {
  if (hash('sha256', sealed.text) !== sealed.hash)
    throw new Fault('log_corrupt', 'A catalogue revision does not match its hash.');
  return { revision: parseRevision(sealed.text), hash: sealed.hash };
}

function parseRevision(text: string): Revision {
  let revision: Revision;
  try {
    revision = JSON.parse(text) as Revision;
  } catch (cause) {
    throw new Fault('log_corrupt', 'A catalogue revision is not JSON.', { cause });
  }
  if (revision.v !== 1) throw new Fault('log_corrupt', 'A catalogue revision has an unknown version.');
  return revision;
}
