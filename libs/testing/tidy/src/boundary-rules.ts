/** A layer says how close to the world something is. */
export type Layer = 'kernel' | 'contract' | 'domain' | 'platform' | 'adapter' | 'app' | 'testing';

/** One of our projects. `flow` is what it is about; `every` is what all flows need. */
export interface Project {
  readonly name: string;
  readonly root: string;
  readonly layer: Layer;
  readonly flow: string;
}

/** One import, or one line of a manifest, from a project to another project or to a package. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** The importing file, relative to the top. */
  readonly file: string;
  /** Whether only tests have it: a spec, a folder `testing`, or a development dependency. */
  readonly testOnly: boolean;
}

const LAYERS: Readonly<Record<Layer, readonly Layer[]>> = {
  kernel: ['kernel'],
  contract: ['kernel', 'contract'],
  domain: ['kernel', 'contract', 'domain'],
  platform: ['kernel', 'contract', 'platform'],
  adapter: ['kernel', 'contract', 'domain', 'platform', 'adapter'],
  app: ['kernel', 'contract', 'domain', 'platform', 'adapter'],
  testing: ['kernel', 'contract', 'domain', 'platform', 'adapter', 'testing'],
};

const PURE: readonly Layer[] = ['kernel', 'contract', 'domain'];

/** What projects may use although they decide and know no framework. */
export interface Allowances {
  /** Packages, by the project that may use them. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** What of Node has no effect on the world. */
  readonly builtins: readonly string[];
}

export const ALLOWANCES: Allowances = {
  // Both read tables that people export: the price book's, and providers' own figures.
  packages: { '@suanpan/price-book': ['csv-parse'], '@suanpan/provider-export': ['csv-parse'] },
  builtins: ['node:crypto', 'node:buffer', 'node:zlib'],
};

function layerFault(edge: Edge, from: Project, to: Project): string | undefined {
  if (LAYERS[from.layer].includes(to.layer)) return undefined;
  if (edge.testOnly && to.layer !== 'app') return undefined;
  return `layer:${from.layer} may not use layer:${to.layer}`;
}

function flowFault(edge: Edge, from: Project, to: Project): string | undefined {
  if (to.flow === 'every' || from.flow === to.flow) return undefined;
  if (from.layer === 'app' || from.layer === 'testing' || edge.testOnly) return undefined;
  return `flow:${from.flow} may not use flow:${to.flow}`;
}

function packageFault(edge: Edge, from: Project, { packages, builtins }: Allowances): string | undefined {
  if (edge.testOnly || !PURE.includes(from.layer)) return undefined;
  if (edge.to.startsWith('node:')) {
    return builtins.includes(edge.to) ? undefined : `layer:${from.layer} may not use ${edge.to}`;
  }
  return packages[from.name]?.includes(edge.to) === true
    ? undefined
    : `layer:${from.layer} may not use the package ${edge.to}`;
}

/** What the edges do against the two axes of tags, one line each. */
export function boundaryFaults(
  projects: readonly Project[],
  edges: readonly Edge[],
  allowances = ALLOWANCES,
): readonly string[] {
  const byName = new Map(projects.map((project) => [project.name, project]));
  const faults = new Set<string>();
  for (const edge of edges) {
    const from = byName.get(edge.from);
    const to = byName.get(edge.to);
    if (from === undefined || edge.from === edge.to) continue;
    const found =
      to === undefined
        ? [packageFault(edge, from, allowances)]
        : [layerFault(edge, from, to), flowFault(edge, from, to)];
    for (const fault of found) if (fault !== undefined) faults.add(`${edge.file}: ${edge.from} → ${edge.to}: ${fault}`);
  }
  return [...faults].sort();
}

/** Allowances that nothing needs any more, one line each: what is allowed for nothing will be used unseen. */
export function staleAllowances(
  projects: readonly Project[],
  edges: readonly Edge[],
  { packages, builtins }: Allowances = ALLOWANCES,
): readonly string[] {
  const pure = new Set(projects.filter(({ layer }) => PURE.includes(layer)).map(({ name }) => name));
  const needed = edges.filter(({ from, testOnly }) => !testOnly && pure.has(from));
  const isNeeded = (to: string, from?: string) =>
    needed.some((edge) => edge.to === to && (from === undefined || edge.from === from));
  return [
    ...builtins.filter((name) => !isNeeded(name)).map((name) => `${name} is allowed and used by no pure project`),
    ...Object.entries(packages).flatMap(([project, names]) =>
      names.filter((name) => !isNeeded(name, project)).map((name) => `${project} may use ${name} and does not`),
    ),
  ];
}
