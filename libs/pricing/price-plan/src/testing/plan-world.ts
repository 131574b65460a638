import {
  type Account,
  CATALOGUE_GENESIS,
  type Calendar,
  Catalogue,
  type CatalogueView,
  type Change,
  type EntityKind,
  type EntityTypes,
  type Plan,
  type PlanAssignment,
  type PlanComponent,
  type PriceRow,
  type Project,
  sealRevision,
} from '@suanpan/catalogue';
import { type OwnPriceTerms, ownPriceList } from '@suanpan/price-book';

/** Entities of a catalogue by kind; what is left out is none. */
export type World = { readonly [K in EntityKind]?: readonly EntityTypes[K][] };

/** Months of UTC from September 2026 to March 2027. */
export const CALENDAR: Calendar = {
  id: 'r',
  root: 'r',
  first: '2026-09',
  bounds: [8, 9, 10, 11, 12, 13, 14, 15].map((month) => Date.UTC(2026, month, 1)),
};

/** A root `r` with a department `d`, in which there is a service account `s` with a project `p`. */
export const TREE: readonly Account[] = [
  { id: 'r', root: 'r', parent: null, kind: 'root', name: 'r' },
  { id: 'd', root: 'r', parent: 'r', kind: 'department', name: 'd' },
  { id: 's', root: 'r', parent: 'd', kind: 'service', name: 's' },
];

export const PROJECT: Project = { id: 'p', root: 'r', account: 's', name: 'p' };

/** An instant of November 2026, or of the month named. */
export function day(dayOfMonth: number, month = 11, hour = 0): number {
  return Date.UTC(2026, month - 1, dayOfMonth, hour);
}

/** A catalogue with these entities, and the tree, project and calendar above unless others are named. */
export function viewOf(world: World): CatalogueView {
  const whole: World = { account: TREE, project: [PROJECT], calendar: [CALENDAR], ...world };
  const changes = Object.entries(whole).flatMap(([entity, entities]) =>
    entities.map((after) => ({ entity, id: after.id, before: null, after }) as Change),
  );
  const head = { v: 1, revision: 1, prev: CATALOGUE_GENESIS, at: 0, actor: 'spec', reason: 'spec' } as const;
  const revision = { ...head, changes };
  const catalogue = new Catalogue();
  catalogue.apply({ revision, hash: sealRevision(revision).hash });
  return catalogue.asOf(1);
}

/** A plan in USD with one version. */
export function planOf(components: readonly PlanComponent[], more: Partial<Plan> = {}): Plan {
  return { id: 'plan@1', plan: 'plan', version: 1, root: null, name: 'plan', currency: 'USD', components, ...more };
}

/** The plan on the root's account, for good. */
export function assignmentOf(more: Partial<PlanAssignment> = {}): PlanAssignment {
  return { id: 'a', root: 'r', account: 'r', plan: 'plan@1', effectiveFrom: 0, effectiveTo: null, ...more };
}

/** One plan that everybody of the root is on, and what else there is. */
export function planned(components: readonly PlanComponent[], more: Partial<Plan> = {}, world: World = {}): World {
  return { plan: [planOf(components, more)], assignment: [assignmentOf()], ...world };
}

/** List prices of `openai/model-1` in USD, for one unit. */
export function listRows(
  prices: Parameters<typeof ownPriceList>[0]['prices'],
  more: Partial<OwnPriceTerms> = {},
): readonly PriceRow[] {
  return ownPriceList({ provider: 'openai', model: 'model-1', currency: 'USD', ...more, prices });
}
