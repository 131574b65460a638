import { type CatalogueWriter, keepPublishing } from '@suanpan/catalogue-postgres';
import type { Log } from '@suanpan/kafka';
import type { Service } from '@suanpan/service-runtime';
import type { Clock } from '@suanpan/time';
import { MS_PER_DAY } from '@suanpan/time';
import type { DataSource } from 'typeorm';
import type { DirectiveOutbox } from '../store/directive-outbox.ts';
import { publishDirectives } from '../store/publish-directives.ts';
import { OUTBOX } from './money-parts.ts';

export interface SendingParts {
  readonly writer: CatalogueWriter;
  readonly source: DataSource;
  readonly log: Log;
  readonly clock: Clock;
  /** How many days rating remembers identities; a directive is never sent again later than a day before. */
  readonly latenessDays: number;
}

/** Sends what is accepted, in the background. What waits for the broker is told, and keeps nobody from accepting more. */
export function keepSending(parts: SendingParts, { app, health, log }: Service): { close(): Promise<void> } {
  const { writer: catalogue, source, log: topics, clock, latenessDays } = parts;
  const outbox = app.get<DirectiveOutbox>(OUTBOX);
  const now = () => clock.now();
  const resendWithinMs = Math.max(0, latenessDays - 1) * MS_PER_DAY;
  const stop = new AbortController();
  let ended: string | undefined;
  const done = keepPublishing(
    {
      publish: () => publishDirectives({ source, log: topics, catalogue, now, resendWithinMs }),
      onCommit: (listener) => outbox.onAccepted(() => listener(0)),
    },
    {
      signal: stop.signal,
      onRetry: (error, tries) => log.warn({ err: error, tries }, 'directives could not be sent; trying again'),
    },
  ).catch((error: unknown) => {
    ended = 'Directives cannot be sent any more; see the log.';
    log.error({ err: error }, 'sending directives has ended');
  });
  health.register('directives', () => ended);
  health.note('directives', async () => {
    const waiting = await outbox.waiting();
    return waiting === 0 ? undefined : `${waiting} directives wait for the broker.`;
  });
  return {
    close: async () => {
      stop.abort();
      await done;
    },
  };
}
