import { Controller, Inject } from '@nestjs/common';
import type { Catalogue, CatalogueView, Plan } from '@suanpan/catalogue';
import { answerOf } from '../frame/answer.ts';
import type { Call, CallContext } from '../frame/call.ts';
import { after, type Changes } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import { seesPublic } from '../prices/public-prices.ts';
import type { Lists } from '../tree/lists.ts';
import { demandSoundPlan } from './plan-flaws.ts';
import { createPlan, endPlan, listPlans, readPlan } from './plan-operations.ts';

@Controller()
export class PlanRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listPlans)
  async list(call: Call<typeof listPlans>) {
    const { root, plan, newest } = call.query;
    const sees = seeing(call);
    const page = await this.lists.page(call, 'plan', {
      list: listPlans.id,
      filters: { root, plan, newest },
      ...(root === undefined ? {} : { root }),
      keep: (each) =>
        (plan === undefined || each.plan === plan) &&
        (newest === undefined || each.version === newestVersion(call.view, each.plan)) &&
        sees(each),
    });
    return answerOf(listPlans, page);
  }

  @Serves(createPlan)
  create(call: Call<typeof createPlan>) {
    const { plan, version = nextVersion(call, plan), root, reason: _, ...terms } = call.body;
    const id = `${plan}@${version}`;
    const value: Plan = { id, plan, version, root, ...terms };
    demandSoundPlan(value);
    return this.changes.commit(call, [{ act: 'create', entity: 'plan', value }], (revision) =>
      answerOf(createPlan, after(revision, 'plan', id), { headers: { location: `/v1/plans/${id}` } }),
    );
  }

  @Serves(readPlan)
  read(call: Call<typeof readPlan>) {
    const { plan: id } = call.params;
    const found = call.view.get('plan', id);
    return answerOf(readPlan, existing(found !== undefined && seeing(call)(found) ? found : undefined, 'plan', id));
  }

  @Serves(endPlan)
  end(call: Call<typeof endPlan>) {
    const { plan: id } = call.params;
    const plan = existing(call.view.get('plan', id), 'plan', id);
    return this.changes.commit(call, [{ act: 'end', entity: 'plan', id }], () => answerOf(endPlan, plan));
  }
}

/** Tells which plans the caller sees. */
function seeing(call: Pick<CallContext, 'may' | 'view' | 'caller' | 'now'>): (plan: Plan) => boolean {
  const isPublic = seesPublic(call, 'plan.view');
  return ({ root }) => (root === null ? isPublic : call.may('plan.view', accountNode(root)).allowed);
}

function newestVersion(view: CatalogueView, plan: string): number {
  return Math.max(0, ...view.under('plan', plan).map(({ version }) => version));
}

/** The version after the newest; one that was taken out keeps its number. */
function nextVersion(
  { view, catalogue }: { readonly view: CatalogueView; readonly catalogue: Catalogue },
  plan: string,
) {
  let version = newestVersion(view, plan) + 1;
  while (catalogue.changedBy('plan', `${plan}@${version}`) > 0) version += 1;
  return version;
}
