import { posix } from 'node:path';
import ts from 'typescript';

/** One import of a file. */
export interface SourceImport {
  /** What is imported: a package, one of ours, a builtin or a file. */
  readonly specifier: string;
}

/** Every module that a source names: imports, re-exports, dynamic imports. */
export function importsOf(text: string): readonly SourceImport[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName }) => ({ specifier: fileName }));
}

/** The package of a specifier: `typeorm` of `typeorm/driver`, `@a/b` of `@a/b/c`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Whether only tests use a file: specs, what they stand on, and suites that several projects run. */
export function isTestFile(file: string): boolean {
  return /\.(spec|fixture|contract)\.ts$|\/spec-[\w-]+\.ts$|\/src\/(.*\/)?testing\/|\/jest\.config\.mjs$/.test(file);
}

/** How a specifier of ours reaches where it may not: past another's `index.ts`, or out of the project by a path. */
export function reachFault(file: string, projectRoot: string, specifier: string): string | undefined {
  if (/^@suanpan\/[^/]+\/./.test(specifier)) return `${file}: ${specifier} reaches past the project's index`;
  if (!specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(file), specifier);
  return target.startsWith(`${projectRoot}/`) ? undefined : `${file}: ${specifier} leaves the project by a path`;
}

/** Cycles among files, each once, as `a → b → a`. `imports` names for each file the files it imports. */
export function importCycles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const cycles = new Set<string>();
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) cycles.add([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return [...cycles].sort();
}
