import { Controller, Inject } from '@nestjs/common';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import type { Cursors } from '../frame/cursor.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readPage } from '../frame/page.ts';
import { CURSORS } from '../frame/parts.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import type { DirectiveOutbox } from '../store/directive-outbox.ts';
import { listDirectives, readDirective } from './directive-operations.ts';
import { LEDGER, OUTBOX } from './money-parts.ts';
import { decidedReceipt, receiptOf } from './receipt.ts';

@Controller()
export class DirectiveRoutes {
  constructor(
    @Inject(OUTBOX) private readonly outbox: DirectiveOutbox,
    @Inject(LEDGER) private readonly ledger: ClickHouse,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Serves(listDirectives)
  async list({ params: { root }, query: { kind, limit = LIMIT_FALLBACK, cursor } }: Call<typeof listDirectives>) {
    const narrowed = { root, ...(kind === undefined ? {} : { kind }) };
    const page = await readPage(this.cursors, {
      ...{ list: listDirectives.id, filters: narrowed, limit, cursor },
      read: (after, count) =>
        this.outbox.list({ ...narrowed, ...(after === undefined ? {} : { before: Number(after) }) }, count),
      keyOf: ({ position }) => String(position),
      keep: () => true,
    });
    return answerOf(listDirectives, { ...page, items: page.items.map(receiptOf) });
  }

  @Serves(readDirective)
  async read({ params: { root, directive } }: Call<typeof readDirective>) {
    const found = await this.outbox.find(root, directive);
    if (found === undefined) throw new Fault('entity_unknown', `directive ${directive} does not exist.`);
    return answerOf(readDirective, await decidedReceipt(this.ledger, found));
  }
}
