import type { Log } from '@suanpan/kafka';

const waiting: ((result: unknown) => void)[] = [];
process.on('message', (result) => waiting.shift()?.(result));

/** Has the parent call a method of the log; answers come in the order of the questions. */
function ask(method: keyof Log, ...args: unknown[]): Promise<never> {
  return new Promise((resolve) => {
    waiting.push(resolve as (result: unknown) => void);
    process.send?.({ method, args });
  });
}

/** The log of the process that started this one. */
export const logOfParent: Log = {
  append: (...args) => ask('append', ...args),
  read: (...args) => ask('read', ...args),
  bounds: (...args) => ask('bounds', ...args),
};

/** Nothing is tidied up. */
export function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('Nobody survives SIGKILL.');
}
