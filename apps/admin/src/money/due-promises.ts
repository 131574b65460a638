import type { Catalogue, CatalogueView, Period, PlanAssignment } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { Fee } from '@suanpan/facts';
import { governedWindows, type PromiseReport, slaCredits } from '@suanpan/service-level';
import { measureService, readPlanCharges } from '@suanpan/statement-clickhouse';

/** What became of the promises of a month. */
export interface DuePromises {
  /** Credits for those that were broken. */
  readonly credits: readonly Fee[];
  readonly reports: readonly (PromiseReport & { readonly assignment: string })[];
}

interface Asked {
  readonly ledger: ClickHouse;
  readonly catalogue: Catalogue;
  readonly view: CatalogueView;
  readonly root: string;
  readonly period: Period;
  readonly now: number;
}

/** Measures what the plans of a root promised for a month, and works out what broken promises give back. */
export async function duePromises(asked: Asked): Promise<DuePromises> {
  const { catalogue, root, period } = asked;
  const assignments = catalogue
    .all('assignment')
    .filter(
      (one) => one.root === root && one.effectiveFrom < period.to && (one.effectiveTo ?? period.to) > period.from,
    );
  const credits: Fee[] = [];
  const reports: (PromiseReport & { assignment: string })[] = [];
  for (const assignment of assignments) {
    const decision = await ofAssignment(asked, assignment);
    credits.push(...decision.fees);
    reports.push(...decision.promises.map((report) => ({ ...report, assignment: assignment.id })));
  }
  return { credits, reports };
}

async function ofAssignment({ ledger, view, root, period, now }: Asked, assignment: PlanAssignment) {
  const plan = view.get('plan', assignment.plan);
  const windows = plan?.sla === undefined ? [] : governedWindows(view, assignment, period);
  if (plan === undefined || windows.length === 0) return { fees: [], promises: [] };
  const measured = await measureService(ledger, { root, promises: plan.sla ?? [], windows });
  const scope = { root, plan: plan.id, period: period.id, currency: plan.currency };
  const charges = await readPlanCharges(ledger, scope, windows);
  return slaCredits({ assignment, plan, period: period.id, measured, charges, now });
}
