// A writer that kills itself with SIGKILL at a named moment. The spec of crashes runs it as a process of its own:
// `node crash-child.ts <database> <root id> after-commit|before-mark`, or `until-killed` to write roots until somebody else
// kills it. It reaches the log through its parent.
import type { Log } from '@suanpan/kafka';
import { openCatalogueWriter } from './writer.ts';

const [database = '', id = '', moment = ''] = process.argv.slice(2);

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('Nobody survives SIGKILL.');
}

// Without its parent it has no log.
process.on('disconnect', die);

const waiting: ((result: unknown) => void)[] = [];
process.on('message', (result) => waiting.shift()?.(result));

/** Has the parent call a method of the log; answers come in the order of the questions. */
function ask(method: keyof Log, ...args: unknown[]): Promise<never> {
  return new Promise((resolve) => {
    waiting.push(resolve as (result: unknown) => void);
    process.send?.({ method, args });
  });
}

const log: Log = {
  append: async (...args) => {
    const offset: number = await ask('append', ...args);
    return moment === 'before-mark' ? die() : offset;
  },
  read: (...args) => ask('read', ...args),
  bounds: (...args) => ask('bounds', ...args),
};
const writer = await openCatalogueWriter({ database, log, shards: 2 });
for (let n = 0; n === 0 || moment === 'until-killed'; n += 1) {
  const name = n === 0 ? id : `${id}-${n}`;
  const value = { id: name, name, zone: 'UTC' };
  await writer.commit({ actor: 'crash', reason: 'spec', changes: [{ act: 'create', entity: 'root', value }] });
  if (moment === 'after-commit') die();
  await writer.publish();
  process.send?.({ wrote: n });
}
