import { Controller, Inject } from '@nestjs/common';
import { periodAt } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { LEDGER } from '../money/money-parts.ts';
import { requirePeriod } from '../money/of-root.ts';
import { readBudgetRuleStatus } from './budget-operations.ts';
import { budgetStatus } from './budget-status.ts';

@Controller()
export class BudgetStatusRoutes {
  constructor(@Inject(LEDGER) private readonly ledger: ClickHouse) {}

  @Serves(readBudgetRuleStatus)
  async read({ params, query, view, now }: Call<typeof readBudgetRuleStatus>) {
    const rule = existing(view.get('budgetRule', params.rule), 'budgetRule', params.rule);
    const root = existing(view.root(rule.root), 'root', rule.root);
    const calendar = view.get('calendar', root.id);
    const running = calendar === undefined ? undefined : periodAt(calendar, now);
    const period = query.period === undefined ? running : requirePeriod(view, root, query.period);
    if (period === undefined) throw new Fault('period_unknown', `No month of ${root.id} runs now.`);
    return answerOf(readBudgetRuleStatus, await budgetStatus(this.ledger, view, rule, period));
  }
}
