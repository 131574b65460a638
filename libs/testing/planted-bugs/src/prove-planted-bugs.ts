import { parseArgs } from 'node:util';
import { temporaryFolder } from '@suanpan/real-parts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { ScratchCopy } from './scratch-copy.ts';

/** Plants bugs in a copy of the sources and says which test saw each: all of them, those named, or every n-th (`--every`). */
function prove(): void {
  const { values } = parseArgs({ options: { only: { type: 'string' }, every: { type: 'string' } } });
  const every = Number(values.every ?? '1');
  const bugs = PLANTED_BUGS.filter(({ name }, i) => i % every === 0 && name.includes(values.only ?? ''));
  const folder = temporaryFolder('planted');
  let missed = 0;
  try {
    const copy = new ScratchCopy(folder.path);
    const sound = new Set<string>();
    for (const bug of bugs) {
      const specs = `${bug.project} ${bug.specs.join(' ')}`;
      if (!sound.has(specs) && !copy.isSound(bug))
        throw new Error(`${specs} fails on sound code; nothing can be shown by it.`);
      sound.add(specs);
      const { seen, text } = copy.judge(bug);
      if (!seen) missed += 1;
      const [, test = ''] = /● (.+)/.exec(text) ?? [];
      process.stdout.write(seen ? `seen    ${bug.name}: ${test}\n` : `MISSED  ${bug.name} (${bug.file})\n`);
    }
  } finally {
    folder.remove();
  }
  process.stdout.write(`${bugs.length} bugs planted, ${missed} missed\n`);
  process.exitCode = missed > 0 ? 1 : 0;
}

prove();
if (process.connected) process.disconnect();
