import type { Provider } from '@nestjs/common';
import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { Log } from '@suanpan/kafka';
import type { DataSource } from 'typeorm';
import type { Changes } from '../frame/changes.ts';
import { DirectiveOutbox } from '../store/directive-outbox.ts';
import { Directives } from './directives.ts';
import { Calls } from './find-call.ts';
import { LedgerProgress } from './ledger-progress.ts';

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
}

export function moneyProviders({ writer, source, changes, log, ledger }: MoneyParts): Provider[] {
  const outbox = new DirectiveOutbox(source);
  const progress = new LedgerProgress(log, ledger);
  return [
    { provide: LEDGER, useValue: ledger },
    { provide: TOPICS, useValue: log },
    { provide: OUTBOX, useValue: outbox },
    { provide: DIRECTIVES, useValue: new Directives(changes, outbox, writer) },
    { provide: CALLS, useValue: new Calls(ledger, log, progress) },
    { provide: PROGRESS, useValue: progress },
  ];
}
