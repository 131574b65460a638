import { Controller, Inject } from '@nestjs/common';
import { type Calendar, monthAfter, type Period, periodAt, periodById } from '@suanpan/catalogue';
import { seesAny } from '@suanpan/permissions';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import type { Cursors } from '../frame/cursor.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readPage } from '../frame/page.ts';
import { CURSORS } from '../frame/parts.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import { listMonths } from './month-operations.ts';

@Controller()
export class MonthRoutes {
  constructor(@Inject(CURSORS) private readonly cursors: Cursors) {}

  @Serves(listMonths)
  async list({ view, now, caller, query }: Call<typeof listMonths>) {
    const { root, from, at, limit = LIMIT_FALLBACK, cursor } = query;
    const seen = seesAny({ view, actor: caller.actor, permission: 'account.view', now }, root);
    const calendar = seen ? view.get('calendar', root) : undefined;
    const page = await readPage(this.cursors, {
      list: listMonths.id,
      filters: { root, from, at },
      limit,
      cursor,
      read: (after, count) => periodsOf(calendar, after === undefined ? from : monthAfter(after, 1), at, count),
      keyOf: ({ id }) => id,
      keep: () => true,
    });
    const items = page.items.map((period) => ({ ...period, state: stateOf(period, now) }));
    return answerOf(listMonths, { ...page, items });
  }
}

function periodsOf(
  calendar: Calendar | undefined,
  from: string | undefined,
  at: number | undefined,
  count: number,
): Period[] {
  if (calendar === undefined) return [];
  if (at !== undefined) {
    const period = periodAt(calendar, at);
    return period === undefined || (from !== undefined && period.id < from) ? [] : [period];
  }
  const found: Period[] = [];
  const first = from === undefined || from < calendar.first ? calendar.first : from;
  for (let i = 0; i < count; i += 1) {
    const period = periodById(calendar, monthAfter(first, i));
    if (period === undefined) break;
    found.push(period);
  }
  return found;
}

function stateOf({ from, to }: Period, now: number): 'past' | 'current' | 'future' {
  if (now >= to) return 'past';
  return now < from ? 'future' : 'current';
}
