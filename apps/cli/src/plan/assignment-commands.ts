import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type EndingOptions, endingOf, withEndingOptions } from '../admin/ending-options.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { dayOrTime, instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';
import type { Assignment, Plan } from './plan.ts';

interface AssignOptions extends ReasonOption {
  readonly account: string;
  readonly plan: string;
  readonly from?: number;
  readonly to?: number;
  readonly follows?: string;
  readonly id?: string;
}

/** `plan assign`, `plan unassign`, `plan assignments` and `plan of`. */
export function assignmentCommands(group: Command, context: CommandContext): void {
  group
    .command('assign')
    .description('put an account, and all below it without a plan of its own, on a plan; prints the id')
    .requiredOption('--account <id>', 'the account')
    .requiredOption('--plan <version>', 'e.g. standard@1')
    .option('--from <time>', 'day or time it begins; now if left out', instantOption)
    .option('--to <time>', 'day or time it ends before; never if left out', instantOption)
    .option('--follows <id>', 'an assignment of the account that ends where this one begins')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: AssignOptions) => assign(context, options));
  const end = group.command('unassign').description('take an account off a plan').argument('<assignment>');
  withEndingOptions(end).action(async (id: string, options: EndingOptions) => {
    const body = endingOf(options, context.now(), `assignment ${id} ended`);
    const [readAt, sendTo] = [at`plan-assignments/${id}`, at`plan-assignments/${id}/end`];
    sayRevision(
      context,
      await adminOf(context).change({ kind: 'assignment', id, method: 'POST', readAt, sendTo, body }),
    );
  });
  group
    .command('assignments')
    .description('list the plans an account itself was put on')
    .argument('<account>')
    .option('--json', 'as JSON')
    .action((account: string, options: { json?: boolean }) => listAssignments(context, account, options.json === true));
  group
    .command('of')
    .description('show by which plan usage of an account is charged, and where it has it from')
    .argument('<account>')
    .option('--at <time>', 'for usage of this time; now if left out', instantOption)
    .option('--json', 'as JSON')
    .action((account: string, options: { at?: number; json?: boolean }) => showPlanOf(context, account, options));
}

async function assign(context: CommandContext, options: AssignOptions): Promise<void> {
  const { account, plan, from = context.now(), to, follows, id, reason = `${account} is on ${plan}` } = options;
  const effectiveTo = to === undefined ? undefined : formatInstant(to);
  const body = { id, plan, effectiveFrom: formatInstant(from), effectiveTo, follows, reason };
  const made = await adminOf(context).add<Assignment>(at`accounts/${account}/plan-assignments`, body);
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listAssignments(context: CommandContext, account: string, json: boolean): Promise<void> {
  printList(context, json, await adminOf(context).list<Assignment>(at`accounts/${account}/plan-assignments`), [
    { title: 'ID', text: (assignment) => assignment.id },
    { title: 'PLAN', text: (assignment) => assignment.plan },
    { title: 'FROM', text: (assignment) => dayOrTime(assignment.effectiveFrom) },
    { title: 'TO', text: (assignment) => dayOrTime(assignment.effectiveTo) },
  ]);
}

interface PlanInForce {
  readonly assignment: Assignment | null;
  readonly plan: Plan | null;
  readonly from: string | null;
}

async function showPlanOf(
  context: CommandContext,
  account: string,
  { at: time, json }: { at?: number; json?: boolean },
): Promise<void> {
  const when = time === undefined ? undefined : formatInstant(time);
  const answer = await adminOf(context).read<PlanInForce>(at`accounts/${account}/plan`, { at: when });
  const { plan, from, assignment } = answer;
  if (json === true) context.terminal.out(JSON.stringify(answer, null, 2));
  else if (plan === null) context.terminal.out('list prices; no plan is in force');
  else {
    const inherited = from === account ? '' : `, from ${from}`;
    context.terminal.out(`${plan.id}  ${plan.name}${inherited}, by assignment ${assignment?.id}`);
  }
}
