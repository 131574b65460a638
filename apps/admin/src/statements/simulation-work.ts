import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import type { ClickHouseAddress } from '@suanpan/clickhouse';
import type { JobWork } from '../jobs/job-work.ts';
import { inThread, type SimulationTask } from './in-thread.ts';
import { rootFacts } from './supposed-facts.ts';

export interface SimulationWorkParts {
  readonly writer: Pick<CatalogueWriter, 'mirror'>;
  readonly ledgerAddress: ClickHouseAddress;
}

/** Answers a question about what would have been. Nothing is kept on the way: after a crash it is asked anew. */
export function simulationWork(kind: SimulationTask['kind'], { writer, ledgerAddress }: SimulationWorkParts): JobWork {
  return async (job, { signal, told }) => {
    const catalogue = await writer.mirror();
    const { revision } = catalogue;
    const task = {
      ...{ kind, ledger: ledgerAddress, root: job.root, revision },
      ...{ facts: rootFacts(catalogue, job.root), question: job.request },
    } as SimulationTask;
    let trouble: unknown;
    const result = await inThread(task, {
      signal,
      told: (share) => {
        told(share).catch((error: unknown) => {
          trouble = error;
        });
      },
    });
    if (trouble !== undefined) throw trouble;
    return result;
  };
}
