import { Controller, Inject } from '@nestjs/common';
import type { CatalogueView, Plan, PlanAssignment } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { Entry, UsageEvent } from '@suanpan/facts';
import { planFees } from '@suanpan/price-plan';
import { formatInstant } from '@suanpan/time';
import { suppose, TierViews } from '@suanpan/what-if';
import type { z } from 'zod';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { LEDGER } from '../money/money-parts.ts';
import { explainEntry } from './explain-entry.ts';
import { monthToDate } from './month-to-date.ts';
import { demandSoundPlan } from './plan-flaws.ts';
import { assignmentInForce } from './plan-in-force.ts';
import { ChargingDesk, periodsOf, totalsOf } from './preview-charges.ts';
import { previewPlan } from './preview-operations.ts';
import type { PreviewCall } from './preview-shapes.ts';

type PreviewRequest = Call<typeof previewPlan>;

/** A plan that is tried: the catalogue with it in force, and which assignment that is. */
interface Trial {
  readonly view: CatalogueView;
  readonly plan: Plan | undefined;
  readonly assignment: PlanAssignment | undefined;
}

/** What a plan is called that has no name yet. */
const UNWRITTEN = 'preview';

@Controller()
export class PreviewRoutes {
  constructor(@Inject(LEDGER) private readonly ledger: ClickHouse) {}

  @Serves(previewPlan)
  async preview(call: PreviewRequest) {
    const { account: id, calls, fromCounters = 'empty' } = call.body;
    const { root } = existing(call.view.account(id), 'account', id);
    const times = calls.map(({ time = call.now }) => time);
    const trial = trialOf(call, root, Math.min(...times));
    const periods = periodsOf(trial.view.get('calendar', root), times);
    const desk = new ChargingDesk();
    if (fromCounters === 'now') await this.#useUp(desk, call, trial, root, periods);
    const charges = calls.map((each, i) => {
      const event = eventOf(call, root, each, i);
      return desk.chargeAll({ event, times: each.times ?? 1 }, trial.view);
    });
    const fees = periods
      .flatMap((period) => planFees(trial.view, root, period.id, call.now))
      .filter(({ assignment }) => assignment === trial.assignment?.id);
    return answerOf(previewPlan, {
      revision: call.view.revision,
      plan: trial.plan?.id ?? null,
      calls: charges.map(({ entries, ...rest }) => ({
        ...rest,
        entries: entries.map((entry) => shownEntry(entry, trial.plan)),
      })),
      totals: totalsOf(charges.flatMap(({ entries }) => entries)),
      fees: fees.map(({ component = '', period, currency, amount, detail = '' }) => ({
        ...{ component, period, currency, amount, explanation: detail },
      })),
    });
  }

  /** Counts what was used in the months so far, before the calls that are asked about. */
  async #useUp(
    desk: ChargingDesk,
    { catalogue, now }: PreviewRequest,
    { view, plan, assignment }: Trial,
    root: string,
    periods: ReturnType<typeof periodsOf>,
  ): Promise<void> {
    if (plan === undefined || assignment === undefined) return;
    const tiers = new TierViews(view);
    const { account } = assignment;
    for (const period of periods) {
      if (period.from >= now) continue;
      const used = monthToDate(this.ledger, { catalogue, view, root, account, plan, period, now });
      for await (const { event, aboveInputTokens } of used) desk.charge(event, tiers.above(aboveInputTokens));
    }
  }
}

/** The plan that is asked about, as if the account had always been on it; without one, what is in force at the first call. */
function trialOf({ body, view }: PreviewRequest, root: string, at: number): Trial {
  const { account, plan: id, terms } = body;
  const plan = terms === undefined ? writtenPlan(view, root, id) : unwrittenPlan(root, terms);
  const supposed = plan === undefined ? view : suppose(view, root, { account, plan });
  const assignment = assignmentInForce(supposed, account, at);
  return {
    view: supposed,
    assignment,
    plan: plan ?? (assignment === undefined ? undefined : view.get('plan', assignment.plan)),
  };
}

function writtenPlan(view: CatalogueView, root: string, id: string | undefined): Plan | undefined {
  if (id === undefined) return undefined;
  const found = view.get('plan', id);
  const isOurs = found !== undefined && (found.root === null || found.root === root);
  return existing(isOurs ? found : undefined, 'plan', id);
}

function unwrittenPlan(root: string, terms: NonNullable<PreviewRequest['body']['terms']>): Plan {
  const plan: Plan = { id: `${UNWRITTEN}@1`, plan: UNWRITTEN, version: 1, root, ...terms };
  demandSoundPlan(plan, '/terms');
  return plan;
}

function eventOf(
  { view, now, body }: PreviewRequest,
  root: string,
  { model, time = now, project, granted, times: _, ...usage }: z.output<typeof PreviewCall>,
  index: number,
): UsageEvent {
  if (project !== undefined) {
    const found = view.project(project);
    existing(found?.root === root ? found : undefined, 'project', project);
  }
  return {
    time: formatInstant(time),
    ...{ account: body.account, credential: '', id: `call-${index}`, source: '/preview', root, project: project ?? '' },
    ...{ requestedModel: model, operation: 'chat', usageQuality: 'reported' },
    ...usage,
    ...(granted === undefined ? {} : { admission: { id: UNWRITTEN, ...granted } }),
  };
}

function shownEntry(entry: Entry, plan: Plan | undefined) {
  const { component = null, currency, amount, factors = [], lines } = entry;
  return {
    ...{ component, currency, amount, factors },
    lines: lines.map(({ quantity, priceRow, ...line }) => ({
      ...line,
      quantity: String(quantity),
      priceRow: priceRow === '' ? null : priceRow,
    })),
    explanation: explainEntry(entry, plan),
  };
}
