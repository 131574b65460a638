import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';
import { assignmentCommands } from './assignment-commands.ts';
import type { Plan } from './plan.ts';
import { planText } from './plan-text.ts';
import { previewPlanCommand } from './preview-plan.ts';
import { readPlanTerms } from './read-plan-terms.ts';

interface CreateOptions extends ReasonOption {
  readonly file: string;
  readonly plan?: string;
  readonly root?: string;
}

/** `plan create`, `list`, `show`, `assign`, `unassign`, `assignments`, `of` and `preview`. */
export const planCommands: RegisterCommand = (program, context) => {
  const group = program.command('plan').description('how accounts pay');
  createCommand(group, context);
  group
    .command('list')
    .description('list plans, of each the newest version')
    .option('--root <id>', "a root's own only")
    .option('--all', 'all versions')
    .option('--json', 'as JSON')
    .action((options: { root?: string; all?: boolean; json?: boolean }) => listPlans(context, options));
  group
    .command('show')
    .description('show what a plan says')
    .argument('<plan>', 'a version, e.g. standard@1')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const plan = await adminOf(context).read<Plan>(at`plans/${id}`);
      if (json === true) context.terminal.out(JSON.stringify(plan, null, 2));
      else for (const line of planText(plan)) context.terminal.out(line);
    });
  assignmentCommands(group, context);
  previewPlanCommand(group, context);
};

function createCommand(group: Command, context: CommandContext): void {
  group
    .command('create')
    .description('write a plan, or the next version of one; prints the id of the version')
    .requiredOption('--file <path>', 'the plan as JSON: name, currency, components, …')
    .option('--plan <id>', 'what its versions have in common, if the file does not say')
    .option('--root <id>', "the root whose own plan it is; everybody's if neither this nor the file says")
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: CreateOptions) => createPlan(context, options));
}

async function createPlan(context: CommandContext, options: CreateOptions): Promise<void> {
  const { terms, ...file } = readPlanTerms(options.file);
  const plan = options.plan ?? file.plan;
  const root = options.root ?? file.root ?? null;
  const reason = options.reason ?? `plan ${String(plan)} written`;
  const made = await adminOf(context).add<Plan>(at`plans`, { ...terms, plan, root, reason });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listPlans(
  context: CommandContext,
  { root, all, json }: { root?: string; all?: boolean; json?: boolean },
): Promise<void> {
  const newest = all === true ? undefined : 'true';
  printList(context, json === true, await adminOf(context).list<Plan>(at`plans`, { root, newest }), [
    { title: 'ID', text: (plan) => plan.id },
    { title: 'OF', text: (plan) => plan.root ?? 'everybody' },
    { title: 'CURRENCY', text: (plan) => plan.currency },
    { title: 'COMPONENTS', text: ({ components }) => components.map(({ kind }) => kind).join(', ') },
    { title: 'NAME', text: (plan) => plan.name },
  ]);
}
