import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { createProjectGraphAsync, type ProjectGraph, workspaceRoot } from '@nx/devkit';
import type { Edge, Layer, Project } from './boundary-rules.ts';
import { importCycles, importsOf, isTestFile, packageOf, reachFault } from './source-imports.ts';

const LAYERS: readonly string[] = ['kernel', 'contract', 'domain', 'platform', 'adapter', 'app', 'testing'];

/** What the workspace is made of, as Nx and the sources tell. */
export interface Workspace {
  readonly projects: readonly Project[];
  readonly edges: readonly Edge[];
  /** What is wrong already: tags, paths that reach too far, cycles, undeclared packages. */
  readonly faults: readonly string[];
}

function tagOf(tags: readonly string[], axis: string): string | undefined {
  const found = tags.filter((tag) => tag.startsWith(`${axis}:`));
  return found.length === 1 ? found[0]?.slice(axis.length + 1) : undefined;
}

function projectsOf(graph: ProjectGraph, faults: string[]): Project[] {
  const projects: Project[] = [];
  for (const { name, data } of Object.values(graph.nodes)) {
    if (data.root === '.') continue;
    const layer = tagOf(data.tags ?? [], 'layer');
    const flow = tagOf(data.tags ?? [], 'flow');
    if (layer === undefined || !LAYERS.includes(layer) || flow === undefined || flow.includes('*')) {
      faults.push(`${data.root}/package.json: needs exactly one known layer tag and one flow tag, without wildcards`);
    } else projects.push({ name, root: data.root, layer: layer as Layer, flow });
  }
  return projects;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function manifestEdges(top: string, project: Project): { edges: Edge[]; declared: Set<string>; forTests: Set<string> } {
  const file = `${project.root}/package.json`;
  const manifest = JSON.parse(readFileSync(join(top, file), 'utf8')) as Manifest;
  const names = Object.keys(manifest.dependencies ?? {});
  const testNames = Object.keys(manifest.devDependencies ?? {});
  const edges = [
    ...names.map((to) => ({ from: project.name, to, file, testOnly: false })),
    ...testNames.map((to) => ({ from: project.name, to, file, testOnly: true })),
  ];
  return { edges, declared: new Set(names), forTests: new Set([...names, ...testNames]) };
}

function readProject(top: string, project: Project, everywhere: ReadonlySet<string>, faults: string[]): Edge[] {
  const { edges, declared, forTests } = manifestEdges(top, project);
  const files = new Map<string, string[]>();
  for (const file of globSync(`${project.root}/src/**/*.ts`, { cwd: top })) {
    const testOnly = isTestFile(file) || project.layer === 'testing';
    const inside: string[] = [];
    files.set(file, inside);
    for (const { specifier } of importsOf(readFileSync(join(top, file), 'utf8'))) {
      const reach = reachFault(file, project.root, specifier);
      if (reach !== undefined) faults.push(reach);
      if (specifier.startsWith('.')) {
        inside.push(posix.join(posix.dirname(file), specifier));
        continue;
      }
      const to = specifier.startsWith('node:') ? specifier : packageOf(specifier);
      edges.push({ from: project.name, to, file, testOnly });
      const known = testOnly ? forTests.has(to) || everywhere.has(to) : declared.has(to);
      if (!known && !to.startsWith('node:')) faults.push(`${file}: ${to} is not a dependency of ${project.name}`);
    }
  }
  faults.push(...importCycles(files).map((cycle) => `import cycle: ${cycle}`));
  return edges;
}

/** Reads the workspace below `top`. The edges that Nx sees must all be explained by an import or a manifest. */
export async function readWorkspace(top: string = workspaceRoot): Promise<Workspace> {
  const graph = await createProjectGraphAsync({ exitOnError: false });
  const faults: string[] = [];
  const projects = projectsOf(graph, faults);
  const manifest = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as Manifest;
  const everywhere = new Set(Object.keys(manifest.devDependencies ?? {}));
  const edges = projects.flatMap((project) => readProject(top, project, everywhere, faults));
  const explained = new Set(edges.map(({ from, to }) => `${from} ${to}`));
  const names = new Set(projects.map(({ name }) => name));
  for (const { source, target } of Object.values(graph.dependencies).flat()) {
    if (!names.has(source) || !names.has(target) || explained.has(`${source} ${target}`)) continue;
    faults.push(`Nx sees ${source} → ${target}, which no import and no manifest explains`);
  }
  return { projects, edges, faults: faults.sort() };
}
