import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ClickHouseAddress } from '@suanpan/clickhouse';
import { Fault, type FaultCode } from '@suanpan/fault';
import type { BestCommitmentAsked, WhatIf } from './simulate.ts';
import type { RootFacts } from './supposed-facts.ts';

/** What a thread is given. */
export type SimulationTask = {
  readonly ledger: ClickHouseAddress;
  readonly facts: RootFacts;
  readonly root: string;
  readonly revision: number;
} & (
  | { readonly kind: 'what-if'; readonly question: WhatIf }
  | { readonly kind: 'best-commitment'; readonly question: BestCommitmentAsked }
);

/** What a thread says: how far it is, what came of it, or why nothing did. */
export type SimulationWord =
  | { readonly share: number }
  | { readonly result: unknown }
  | { readonly fault: { readonly code: FaultCode; readonly detail: string } };

/** A history that does not fit must end the thread, not the service. */
const MEMORY_MIB = 1_024;

/** Simulates in another thread; ends it when the signal fires. */
export async function inThread(
  task: SimulationTask,
  { signal, told }: { readonly signal: AbortSignal; readonly told: (share: number) => void },
): Promise<unknown> {
  if (signal.aborted) throw stopped();
  // The sources run as they are where the service does.
  const isSource = import.meta.url.endsWith('.ts');
  const worker = new Worker(new URL(`./simulation-thread.${isSource ? 'ts' : 'js'}`, import.meta.url), {
    workerData: task,
    execArgv: isSource ? ['--conditions=@suanpan/source', '--disable-warning=ExperimentalWarning'] : [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
  });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  let last: SimulationWord | undefined;
  worker.on('message', (word: SimulationWord) => {
    if ('share' in word) told(word.share);
    else last = word;
  });
  try {
    // An error that the thread did not catch is thrown by this.
    await once(worker, 'exit');
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (last !== undefined && 'result' in last) return last.result;
  if (last !== undefined && 'fault' in last) throw new Fault(last.fault.code, last.fault.detail);
  throw signal.aborted ? stopped() : new Fault('internal', 'The simulation ended without a word.');
}

function stopped(): Fault {
  return new Fault('unavailable', 'The job goes on elsewhere.');
}
