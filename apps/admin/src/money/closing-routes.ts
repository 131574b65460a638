import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Inject } from '@nestjs/common';
import { type Calendar, monthAfter, type Period, periodById, type Root } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { closeDirective } from '@suanpan/directives';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { decimalFromAtto, storedAtto, sumByCurrency } from '@suanpan/money';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import type { Cursors } from '../frame/cursor.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readPage } from '../frame/page.ts';
import { CURSORS } from '../frame/parts.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import type { DirectiveOutbox } from '../store/directive-outbox.ts';
import { chargePeriodFees, closePeriod, listBillingPeriods } from './closing-operations.ts';
import { type ClosedPeriod, closedPeriods } from './closings.ts';
import type { Directives } from './directives.ts';
import { dueFees } from './due-fees.ts';
import { duePromises } from './due-promises.ts';
import type { LedgerProgress } from './ledger-progress.ts';
import { DIRECTIVES, LEDGER, OUTBOX, PROGRESS, TOPICS } from './money-parts.ts';
import { requirePeriod } from './of-root.ts';
import { receiptOf } from './receipt.ts';
import { wishOf } from './wish.ts';

const LEDGER_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 50;

@Controller()
export class ClosingRoutes {
  constructor(
    @Inject(DIRECTIVES) private readonly directives: Directives,
    @Inject(OUTBOX) private readonly outbox: DirectiveOutbox,
    @Inject(LEDGER) private readonly ledger: ClickHouse,
    @Inject(TOPICS) private readonly log: Log,
    @Inject(PROGRESS) private readonly progress: LedgerProgress,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Serves(listBillingPeriods)
  async list({ params, query, view, now }: Call<typeof listBillingPeriods>) {
    const root = existing(view.root(params.root), 'root', params.root);
    const closed = await closedPeriods(this.ledger, this.log, root);
    const newest = [...closed.keys()].sort().at(-1) ?? '';
    const begun = begunPeriods(view.get('calendar', root.id), now);
    const page = await readPage(this.cursors, {
      ...{ list: listBillingPeriods.id, filters: { root: root.id }, limit: query.limit ?? LIMIT_FALLBACK },
      cursor: query.cursor,
      read: (after, count) => begun.filter(({ id }) => after === undefined || id < after).slice(0, count),
      keyOf: ({ id }) => id,
      keep: () => true,
    });
    const items = page.items.map(({ id, from, to }) => ({
      ...{ period: id, from, to },
      status: id <= newest ? ('closed' as const) : ('open' as const),
      ...shownClosing(closed.get(id)),
    }));
    return answerOf(listBillingPeriods, { ...page, items });
  }

  @Serves(chargePeriodFees)
  charge(call: Call<typeof chargePeriodFees>) {
    const { params, view, now } = call;
    const root = existing(view.root(params.root), 'root', params.root);
    requirePeriod(view, root, params.period);
    const { actor, reason } = wishOf(call);
    let unchanged = 0;
    return this.directives.accept(
      call,
      root,
      async (tables) => {
        const fees = await dueFees(this.outbox, view, { ...params, now }, tables);
        unchanged = fees.unchanged;
        return fees.due.map((fee) => ({ ...fee, actor, reason }));
      },
      (stored) => answerOf(chargePeriodFees, { directives: stored.map(receiptOf), unchanged }),
    );
  }

  @Serves(closePeriod)
  async close(call: Call<typeof closePeriod>) {
    const { params, view, catalogue, now } = call;
    const root = existing(view.root(params.root), 'root', params.root);
    const period = requirePeriod(view, root, params.period);
    if (period.to > now) throw new Fault('period_open', `${period.id} has not ended yet.`);
    const prefix = `close:${period.id}:`;
    const tries = (await this.outbox.beginning(root.id, prefix)).length;
    await this.#requireComplete(root);
    await this.#requireNext(root, period);
    const { due } = await dueFees(this.outbox, view, { ...params, now });
    if (due.length > 0)
      throw new Fault('fees_due', `Run the billing of ${period.id} first: ${due.length} fees are due.`);
    const promises = await duePromises({ ledger: this.ledger, catalogue, view, root: root.id, period, now });
    const wish = wishOf(call);
    return this.directives.accept(
      call,
      root,
      async (tables) => {
        const triedNow = (await this.outbox.beginning(root.id, prefix, tables)).length;
        if (triedNow > tries) throw new Fault('ledger_behind', 'Somebody else is closing the period just now.');
        const credits = promises.credits.map((credit) => ({ ...credit, actor: wish.actor }));
        return [...credits, closeDirective(wish, period.id, tries + 1)];
      },
      (stored) => answerOf(closePeriod, { directives: stored.map(receiptOf), promises: promises.reports }),
    );
  }

  /** What is measured and closed must be all there is: nothing may wait in the outbox, nor be on its way to the ledger. */
  async #requireComplete({ id, shard }: Root): Promise<void> {
    for (let waited = 0; (await this.outbox.waiting(id)) > 0; waited += LOOK_EVERY_MS) {
      if (waited >= LEDGER_WAIT_MS) throw new Fault('ledger_behind', 'Directives of the root still wait for the log.');
      await delay(LOOK_EVERY_MS);
    }
    if (await this.progress.covers(shard, LEDGER_WAIT_MS)) return;
    throw new Fault('ledger_behind', 'The ledger does not hold everything that was sent yet; ask again.');
  }

  async #requireNext(root: Root, { id }: Period): Promise<void> {
    const newest = [...(await closedPeriods(this.ledger, this.log, root)).keys()].sort().at(-1);
    if (newest === undefined) return;
    if (id <= newest) throw new Fault('period_closed', `${newest} is closed, and everything before it.`);
    const next = monthAfter(newest, 1);
    if (id !== next) throw new Fault('period_not_next', `${next} is to be closed first.`);
  }
}

/** Newest first. */
function begunPeriods(calendar: Calendar | undefined, now: number): Period[] {
  if (calendar === undefined) return [];
  const periods: Period[] = [];
  for (let i = 0; i + 1 < calendar.bounds.length; i += 1) {
    const period = periodById(calendar, monthAfter(calendar.first, i));
    if (period === undefined || period.from > now) break;
    periods.push(period);
  }
  return periods.reverse();
}

function shownClosing(closed: ClosedPeriod | undefined) {
  if (closed === undefined) return {};
  const { closing, at, shard, seq } = closed;
  const sums = sumByCurrency(closing.totals.map(({ currency, amount }) => ({ currency, atto: storedAtto(amount) })));
  return {
    closed: {
      at,
      shard,
      seq,
      totals: [...sums].map(([currency, atto]) => ({ currency, amount: decimalFromAtto(atto) })),
    },
  };
}
