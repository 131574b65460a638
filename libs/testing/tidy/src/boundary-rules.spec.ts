import { expect, test } from '@jest/globals';
import { boundaryFaults, type Edge, type Project, staleAllowances } from './boundary-rules.ts';
import { importCycles, importsOf, isTestFile, reachFault } from './source-imports.ts';

const project = (name: string, layer: Project['layer'], flow = 'every'): Project => ({
  name,
  root: `libs/x/${name}`,
  layer,
  flow,
});
const PROJECTS = [
  project('money', 'kernel'),
  project('facts', 'contract'),
  project('pricing', 'domain', 'pricing'),
  project('intake', 'domain', 'usage'),
  project('kafka', 'platform'),
  project('store', 'adapter', 'pricing'),
  project('ingest', 'app'),
  project('parts', 'testing'),
];
const edge = (from: string, to: string, testOnly = false): Edge => ({ from, to, file: `${from}/x.ts`, testOnly });

test.each([
  ['a layer below', edge('pricing', 'money')],
  ['its own flow', edge('store', 'pricing')],
  ['a platform from an adapter', edge('store', 'kafka')],
  ['any flow from an app', edge('ingest', 'pricing')],
  ['testing from a spec', edge('pricing', 'parts', true)],
  ['a package from an adapter', edge('store', 'typeorm')],
  ['a builtin without effects', edge('money', 'node:crypto')],
  ['a package from a spec', edge('money', 'fast-check', true)],
])('%s is allowed', (_, allowed) => {
  expect(boundaryFaults(PROJECTS, [allowed])).toEqual([]);
});

test.each([
  ['a layer above', edge('money', 'facts')],
  ['a platform from a domain', edge('pricing', 'kafka')],
  ['a domain from a platform', edge('kafka', 'pricing')],
  ['another flow', edge('pricing', 'intake')],
  ['a flow from what all flows need', edge('facts', 'pricing')],
  ['testing outside of specs', edge('pricing', 'parts')],
  ['an app', edge('store', 'ingest')],
  ['an app from a spec', edge('store', 'ingest', true)],
  ['a framework from a domain', edge('pricing', '@nestjs/common')],
  ['a builtin with effects from a domain', edge('pricing', 'node:fs')],
])('%s is refused', (_, planted) => {
  expect(boundaryFaults(PROJECTS, [planted])).not.toEqual([]);
});

test('an allowance that nothing needs any more is a fault, also where only a spec or another project would need it', () => {
  const allowances = { packages: { pricing: ['csv', 'ajv'] }, builtins: ['node:crypto', 'node:zlib'] };
  const used = [edge('pricing', 'csv'), edge('money', 'node:crypto')];
  const others = [edge('pricing', 'ajv', true), edge('store', 'ajv'), edge('kafka', 'node:zlib')];
  expect(staleAllowances(PROJECTS, [...used, ...others], allowances)).toEqual([
    'node:zlib is allowed and used by no pure project',
    'pricing may use ajv and does not',
  ]);
  const all = [...used, edge('pricing', 'ajv'), edge('facts', 'node:zlib')];
  expect(staleAllowances(PROJECTS, all, allowances)).toEqual([]);
  expect(boundaryFaults(PROJECTS, [edge('pricing', 'ajv')], allowances)).toEqual([]);
});

test('every way to import is seen', () => {
  const text = `
    import a from 'a'; import type { B } from 'b'; import 'c'; export { d } from 'd';
    const e = await import('e'); type F = import('f').F; // import g from 'g'
    const text = "import h from 'h'";`;
  const seen = importsOf(text).map(({ specifier }) => specifier);
  expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('reaching past an index or out of the project is refused', () => {
  const from = (specifier: string) => reachFault('libs/a/b/src/x.ts', 'libs/a/b', specifier);
  expect(from('@suanpan/money')).toBeUndefined();
  expect(from('./y.ts')).toBeUndefined();
  expect(from('../data/y.json')).toBeUndefined();
  expect(from('@suanpan/money/src/x.ts')).toContain('past');
  expect(from('../../../c/d/src/x.ts')).toContain('leaves');
});

test('a circle of files is found, and a diamond is none', () => {
  const files = (...pairs: [string, string[]][]) => new Map(pairs);
  expect(importCycles(files(['a', ['b', 'c']], ['b', ['d']], ['c', ['d']], ['d', []]))).toEqual([]);
  expect(importCycles(files(['a', ['b']], ['b', ['c']], ['c', ['b']]))).toEqual(['b → c → b']);
});

test('specs, what they stand on, and nothing else count as tests', () => {
  expect(
    ['x.spec.ts', 'x.fixture.ts', 'spec-x.ts', 'testing/x.ts'].every((name) => isTestFile(`libs/a/b/src/${name}`)),
  ).toBe(true);
  expect(isTestFile('libs/testing/simulation/src/x.ts')).toBe(false);
});
