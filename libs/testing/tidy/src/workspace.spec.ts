import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';

const top = resolve(import.meta.dirname, '../../../..');
let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A small workspace of one kernel and one domain library, with one source in the kernel. */
function plant(source: string): void {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-boundaries-'));
  const put = (path: string, value: unknown) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
  };
  const library = (name: string, layer: string, dependencies = {}) => ({
    name: `@suanpan/${name}`,
    version: '0.0.0',
    exports: './src/index.ts',
    dependencies,
    nx: { tags: [`layer:${layer}`, 'flow:every'] },
  });
  put('package.json', { name: 'planted', private: true, workspaces: ['libs/*/*'] });
  put('package-lock.json', { lockfileVersion: 3, packages: {} });
  put('nx.json', { neverConnectToCloud: true });
  put('libs/kernel/low/package.json', library('low', 'kernel', { '@suanpan/high': '0.0.0' }));
  put('libs/kernel/low/src/index.ts', source);
  put('libs/domain/high/package.json', library('high', 'domain'));
  put('libs/domain/high/src/index.ts', 'export const high = 1;\n');
  symlinkSync(join(top, 'node_modules'), join(folder, 'node_modules'));
}

function check() {
  const env = { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: folder, NX_CACHE_PROJECT_GRAPH: 'false' };
  return spawnSync(process.execPath, [join(top, 'tools/boundaries.mjs')], { cwd: folder, env, encoding: 'utf8' });
}

test('the check fails on a violation that is planted in a workspace of its own', () => {
  plant("export { high } from '@suanpan/high';\n");
  const { status, stderr } = check();
  expect(stderr).toContain('libs/kernel/low/src/index.ts: @suanpan/low → @suanpan/high: layer:kernel may not use');
  expect(stderr).toContain('libs/kernel/low/package.json');
  expect(status).toBe(1);
}, 60_000);
