import type { Provider } from '@nestjs/common';
import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import type { ClickHouse, ClickHouseAddress } from '@suanpan/clickhouse';
import type { Log } from '@suanpan/kafka';
import { SERVICE_LOG, type ServiceLog } from '@suanpan/service-runtime';
import type { Clock } from '@suanpan/time';
import type { DataSource } from 'typeorm';
import type { Changes } from '../frame/changes.ts';
import { JOB_RUNNER, JOBS } from '../jobs/job-parts.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import type { JobWorks } from '../jobs/job-work.ts';
import { Jobs } from '../jobs/jobs.ts';
import { simulationWork } from '../statements/simulation-work.ts';
import { DirectiveOutbox } from '../store/directive-outbox.ts';
import { JobStore } from '../store/job-store.ts';
import { Directives } from './directives.ts';
import { Calls } from './find-call.ts';
import { LedgerProgress } from './ledger-progress.ts';
import { priceAgainWork } from './price-again-work.ts';

export const LEDGER = Symbol('suanpan.admin.ledger');
export const TOPICS = Symbol('suanpan.admin.topics');
export const OUTBOX = Symbol('suanpan.admin.outbox');
export const DIRECTIVES = Symbol('suanpan.admin.directives');
export const CALLS = Symbol('suanpan.admin.calls');
export const PROGRESS = Symbol('suanpan.admin.progress');

/** What moving and stating money leans on. */
export interface MoneyParts {
  readonly writer: CatalogueWriter;
  readonly source: DataSource;
  readonly changes: Changes;
  /** With `usage.events` and `usage.rated`. */
  readonly log: Log;
  /** Reads the ledger. */
  readonly ledger: ClickHouse;
  /** The same, for threads that connect by themselves. */
  readonly ledgerAddress: ClickHouseAddress;
  readonly clock: Clock;
}

export function moneyProviders(parts: MoneyParts): Provider[] {
  const { writer, source, changes, log, ledger, clock } = parts;
  const outbox = new DirectiveOutbox(source);
  const progress = new LedgerProgress(log, ledger);
  const jobs = new JobStore(source, clock);
  const works: JobWorks = {
    'price-again': priceAgainWork({ writer, ledger, log, outbox, progress, clock }),
    'what-if': simulationWork('what-if', parts),
    'best-commitment': simulationWork('best-commitment', parts),
  };
  return [
    { provide: LEDGER, useValue: ledger },
    { provide: TOPICS, useValue: log },
    { provide: OUTBOX, useValue: outbox },
    { provide: DIRECTIVES, useValue: new Directives(changes, outbox, writer) },
    { provide: CALLS, useValue: new Calls(ledger, log, progress) },
    { provide: PROGRESS, useValue: progress },
    {
      provide: JOB_RUNNER,
      useFactory: (serviceLog: ServiceLog) => new JobRunner(jobs, works, serviceLog),
      inject: [SERVICE_LOG],
    },
    { provide: JOBS, useFactory: (runner: JobRunner) => new Jobs(changes, jobs, runner), inject: [JOB_RUNNER] },
  ];
}
