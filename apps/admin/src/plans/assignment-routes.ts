import { Controller, Inject } from '@nestjs/common';
import type { PlanAssignment } from '@suanpan/catalogue';
import type { ChangeRequest } from '@suanpan/catalogue-postgres';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { isInForce } from '@suanpan/price-book';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import type { Cursors } from '../frame/cursor.ts';
import { demand } from '../frame/demand.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readPage } from '../frame/page.ts';
import { CHANGES, CURSORS } from '../frame/parts.ts';
import { endOf } from '../prices/ending.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import {
  assignPlan,
  endPlanAssignment,
  listPlanAssignments,
  readPlanAssignment,
  readPlanInForce,
} from './assignment-operations.ts';
import { assignmentInForce } from './plan-in-force.ts';

@Controller()
export class AssignmentRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Serves(listPlanAssignments)
  async list({ view, params, query }: Call<typeof listPlanAssignments>) {
    const { at, limit, cursor } = query;
    const held = view
      .under('assignment', params.account)
      .filter((assignment) => at === undefined || isInForce(assignment, at))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const page = await readPage<PlanAssignment>(this.cursors, {
      list: listPlanAssignments.id,
      filters: { account: params.account, at },
      limit: limit ?? LIMIT_FALLBACK,
      cursor,
      read: (last, count) => held.filter(({ id }) => last === undefined || id > last).slice(0, count),
      keyOf: ({ id }) => id,
      keep: () => true,
    });
    return answerOf(listPlanAssignments, page);
  }

  @Serves(assignPlan)
  assign(call: Call<typeof assignPlan>) {
    const { id = newId('asg'), plan, effectiveFrom, effectiveTo = null, follows } = call.body;
    const { account } = call.params;
    if (effectiveFrom < call.now) demand(call, 'adjustment.make', { kind: 'account', id: account });
    const { root } = existing(call.view.account(account), 'account', account);
    const value: PlanAssignment = { id, root, account, plan, effectiveFrom, effectiveTo };
    const before = follows === undefined ? [] : [takenOver(call, follows, value)];
    return this.changes.commit(call, [...before, { act: 'create', entity: 'assignment', value }], (revision) =>
      answerOf(assignPlan, after(revision, 'assignment', id), {
        version: revision.revision,
        headers: { location: `/v1/plan-assignments/${id}` },
      }),
    );
  }

  @Serves(readPlanAssignment)
  read({ view, params: { assignment: id }, catalogue }: Call<typeof readPlanAssignment>) {
    const assignment = existing(view.get('assignment', id), 'assignment', id);
    return answerOf(readPlanAssignment, assignment, { version: catalogue.changedBy('assignment', id) });
  }

  @Serves(endPlanAssignment)
  end(call: Call<typeof endPlanAssignment>) {
    const { assignment: id } = call.params;
    const found = existing(call.view.get('assignment', id), 'assignment', id);
    const ended = endOf(found, call.body.at);
    // From when on accounts are charged otherwise than was said.
    const since = ended === undefined ? found.effectiveFrom : (ended.effectiveTo ?? call.now);
    if (since < call.now) demand(call, 'adjustment.make', { kind: 'account', id: found.account });
    return this.changes.commit(
      call,
      [
        ended === undefined
          ? { act: 'end', entity: 'assignment', id, ...expected(call) }
          : { act: 'change', entity: 'assignment', value: ended, ...expected(call) },
      ],
      (revision) => answerOf(endPlanAssignment, ended ?? found, { version: revision.revision }),
    );
  }

  @Serves(readPlanInForce)
  inForce({ view, params, query, now }: Call<typeof readPlanInForce>) {
    const { at = now } = query;
    const assignment = assignmentInForce(view, params.account, at) ?? null;
    const plan = assignment === null ? null : (view.get('plan', assignment.plan) ?? null);
    return answerOf(readPlanInForce, { at, assignment, plan, from: assignment?.account ?? null });
  }
}

/** The assignment that ends where another one of the account begins, as it was when that was decided. */
function takenOver(
  { view, catalogue }: Call<typeof assignPlan>,
  id: string,
  { account, effectiveFrom }: PlanAssignment,
): ChangeRequest {
  const found = view.get('assignment', id);
  if (found === undefined || found.account !== account)
    throw new Fault('entity_unknown', `assignment ${id} does not exist.`);
  const value = endOf(found, effectiveFrom);
  if (value === undefined) throw new Fault('entity_invalid', `${id} begins no earlier; take it out instead.`);
  return { act: 'change', entity: 'assignment', value, expect: catalogue.changedBy('assignment', id) };
}
