import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { houseFaults, staleClockAllowances } from './house-rules.ts';
import { trackedFiles } from './tracked-files.ts';

const README = '# x\n## Domain model\n## Owns\n## Does not own\n## Invariants\n## Time\n## Failure\n';

test('the tracked files keep the rules of the house', () => {
  const files = trackedFiles(resolve(import.meta.dirname, '../../../..'));
  expect(files.length).toBeGreaterThan(100);
  expect([...houseFaults(files), ...staleClockAllowances(files)]).toEqual([]);
  expect(staleClockAllowances(files.filter(({ path }) => path !== 'apps/cli/src/main.ts'))).toHaveLength(1);
});

test('each rule finds what is planted', () => {
  const planted: readonly (readonly [path: string, text: string, says: string])[] = [
    ['libs/a/b/src/long.ts', 'x\n'.repeat(401), '401 lines'],
    ['libs/a/b/src/price.service.ts', '', 'suffix'],
    ['libs/a/b/src/x.spec.ts', "jest.mock('y')", 'jest.mock'],
    ['libs/a/b/src/x.spec.ts', "test.only('y')", 'test.only'],
    ['libs/a/b/src/x.spec.ts', "test.concurrent.skip('y')", 'skip'],
    ['libs/a/b/src/x.ts', '// TODO later', 'TODO'],
    ['libs/a/b/src/x.ts', 'const now = Date.now();', 'Date belongs'],
    ['libs/ledger/rater/src/x.ts', "throw new Fault(\n  'internal', '')", 'not internal'],
    ['libs/a/b/src/x.ts', 'await new Promise((resolve) => setTimeout(resolve, 5));', 'node:timers/promises'],
    ['libs/a/b/src/x.ts', 'sum + (attoFromDecimal(String(amount)) ?? 0n)', 'is not 0'],
    ['libs/a/b/README.md', README.replace('## Time\n', ''), '## Time'],
    ['apps/a/README.md', README, '## Settings'],
    ['libs/a/b/package.json', '{}', 'README.md: missing'],
    ['docs/x.md', '# one\n# two\n', '2 headings'],
    ['docs/x.md', '# one\nSee `/home/me/x`.\n', 'one machine'],
    ['deploy/x.json', `"https://${['registry', 'npmjs', 'org'].join('.')}/x"`, 'registry'],
    ['package-lock.json', '"resolved": "https://x/y.tgz"', 'registry'],
  ];
  for (const [path, text, says] of planted) {
    expect(houseFaults([{ path, text }]).join('\n')).toContain(says);
  }
});

test('what looks alike and is allowed passes', () => {
  expect(
    houseFaults([
      { path: 'libs/kernel/time/src/clock.ts', text: 'Date.now()' },
      { path: 'libs/a/b/src/x.spec.ts', text: 'new Date(0)' },
      { path: 'libs/a/b/src/x.spec.ts', text: "(canMount ? test : test.skip)('x', () => {});" },
      { path: 'apps/ingest/src/x.ts', text: "throw new Fault('internal', '')" },
      { path: 'libs/a/b/README.md', text: `${README}\n\`\`\`sh\n# a comment, not a heading\n\`\`\`\n` },
      { path: 'libs/a/b/src/x.ts', text: "get('/v1/home/x'); pipe.skip(2);" },
    ]),
  ).toEqual([]);
});
