import { setTimeout as delay } from 'node:timers/promises';
import { findRunningStack } from '@suanpan/stack';
import { startWholeStack, type WholeStack } from '@suanpan/whole-stack';

/** A stack to be measured: one root per shard, prices for the model that the load names. */
export interface BenchStack {
  readonly stack: WholeStack;
  readonly keys: readonly string[];
}

/** Starts a stack and gives every shard a root with a key. */
export async function startBenchStack(say: (line: string) => void): Promise<BenchStack> {
  say('starting the stack');
  const stack = await startWholeStack();
  const keys: string[] = [];
  for (let shard = 0; shard < stack.addresses.shards; shard += 1) {
    const root = await stack.run('root', 'create', '--name', `Bench ${shard}`);
    const project = await stack.run('project', 'create', '--root', root, '--name', 'bench');
    keys.push(await stack.run('key', 'create', '--root', root, '--project', project));
  }
  const prices = ['--input-per-million', '2.5', '--output-per-million', '10', '--cache-read-per-million', '1.25'];
  await stack.run('price', 'add', '--provider', 'openai', '--model', 'gpt-4o', '--match', 'startsWith', ...prices);
  return { stack, keys };
}

/**
 * Services that stand still (SIGSTOP) while something else is measured: two cores are shared by all. So does the supervisor, which
 * would take them for hanging and start them again.
 */
export function standStill(stack: WholeStack, names: readonly string[]): () => void {
  const services = names.map((name) => stack.pids()[name]);
  const pids = [findRunningStack(stack.dataFolder)?.pid, ...services].filter((pid) => pid !== undefined);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of pids.toReversed()) process.kill(pid, 'SIGCONT');
  };
}

/** Waits until a condition holds, asking every 100 ms. */
export async function until(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const endsAt = performance.now() + withinMs; performance.now() < endsAt; ) {
    if (await holds()) return true;
    await delay(100);
  }
  return false;
}
