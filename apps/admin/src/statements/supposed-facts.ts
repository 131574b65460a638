import {
  CATALOGUE_GENESIS,
  Catalogue,
  type CatalogueView,
  type Change,
  type EntityKind,
  type EntityTypes,
  sealRevision,
} from '@suanpan/catalogue';

/** What pricing asks the catalogue, in the order in which entities can be written. */
const KINDS = [
  'root',
  'account',
  'project',
  'priceRow',
  'calendar',
  'plan',
  'assignment',
  'seriesPoint',
  'alias',
  'markup',
  'fxRate',
] as const satisfies readonly EntityKind[];
type Kind = (typeof KINDS)[number];

/** Everything that prices of one root depend on, as plain data that another thread can be given. */
export type RootFacts = { readonly [K in Kind]: readonly EntityTypes[K][] };

/** Takes out of a catalogue what prices of one root depend on: its own entities, and everybody's. */
export function rootFacts(catalogue: Catalogue, root: string): RootFacts {
  const isOwn = (entity: { readonly root?: string | null; readonly id: string }, kind: Kind) =>
    kind === 'root' ? entity.id === root : entity.root === undefined || entity.root === null || entity.root === root;
  return Object.fromEntries(
    KINDS.map((kind) => [kind, catalogue.all(kind).filter((entity) => isOwn(entity, kind))]),
  ) as unknown as RootFacts;
}

/** The catalogue of a root, made anew. */
export function viewOf(facts: RootFacts): CatalogueView {
  const changes = KINDS.flatMap((kind) =>
    facts[kind].map((after) => ({ entity: kind, id: after.id, before: null, after }) as Change),
  );
  const revision = { v: 1, revision: 1, prev: CATALOGUE_GENESIS, at: 0, actor: '', reason: '', changes } as const;
  const catalogue = new Catalogue();
  catalogue.apply({ revision, hash: sealRevision(revision).hash });
  return catalogue.asOf(1);
}
