import { Controller, Inject } from '@nestjs/common';
import type { BudgetRule } from '@suanpan/catalogue';
import { newId } from '@suanpan/identity';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import type { Lists } from '../tree/lists.ts';
import {
  changeBudgetRule,
  createBudgetRule,
  endBudgetRule,
  listBudgetRules,
  readBudgetRule,
} from './budget-rule-operations.ts';

@Controller()
export class BudgetRuleRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listBudgetRules)
  async list(call: Call<typeof listBudgetRules>) {
    const { root } = call.query;
    const page = await this.lists.page(call, 'budgetRule', {
      list: listBudgetRules.id,
      filters: { root },
      ...(root === undefined ? {} : { root }),
      keep: (rule) => call.may('quota.view', accountNode(rule.root)).allowed,
    });
    return answerOf(listBudgetRules, page);
  }

  @Serves(createBudgetRule)
  create(call: Call<typeof createBudgetRule>) {
    const { id = newId('rule'), root, terms } = call.body;
    return this.changes.commit(
      call,
      [{ act: 'create', entity: 'budgetRule', value: { id, root, ...terms } }],
      (revision) =>
        answerOf(createBudgetRule, after(revision, 'budgetRule', id), {
          version: revision.revision,
          headers: { location: `/v1/budget-rules/${id}` },
        }),
    );
  }

  @Serves(readBudgetRule)
  read(call: Call<typeof readBudgetRule>) {
    const rule = this.#rule(call);
    return answerOf(readBudgetRule, rule, { version: call.catalogue.changedBy('budgetRule', rule.id) });
  }

  @Serves(changeBudgetRule)
  change(call: Call<typeof changeBudgetRule>) {
    const { id, root } = this.#rule(call);
    const value = { id, root, ...call.body.terms };
    return this.changes.commit(call, [{ act: 'change', entity: 'budgetRule', value, ...expected(call) }], (revision) =>
      answerOf(changeBudgetRule, after(revision, 'budgetRule', id), { version: revision.revision }),
    );
  }

  @Serves(endBudgetRule)
  end(call: Call<typeof endBudgetRule>) {
    const rule = this.#rule(call);
    return this.changes.commit(call, [{ act: 'end', entity: 'budgetRule', id: rule.id, ...expected(call) }], () =>
      answerOf(endBudgetRule, rule),
    );
  }

  #rule({ view, params }: Pick<Call<typeof readBudgetRule>, 'view' | 'params'>): BudgetRule {
    return existing(view.get('budgetRule', params.rule), 'budgetRule', params.rule);
  }
}
