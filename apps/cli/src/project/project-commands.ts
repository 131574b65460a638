import type { Command } from 'commander';
import { budgetText } from '../account/limit-options.ts';
import { type Address, at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { listOfRoots } from '../admin/list-of-roots.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';
import { limitsOf, type ProjectOptions, settingsOf, withProjectOptions } from './project-options.ts';

interface CreateOptions extends ReasonOption, ProjectOptions {
  readonly root: string;
  readonly account?: string;
  readonly name: string;
  readonly id?: string;
}

interface ChangeOptions extends ReasonOption, ProjectOptions {
  readonly name?: string;
  readonly account?: string;
}

/** A project as the API shows it. */
export interface Project {
  readonly id: string;
  readonly root: string;
  readonly account: string;
  readonly name: string;
  readonly budget?: Parameters<typeof budgetText>[0];
  readonly budgetClass?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly status?: 'archived';
}

/** `project create`, `list`, `change` and `archive`. */
export const projectCommands: RegisterCommand = (program, context) => {
  const group = program.command('project').description('projects: what usage is booked on');
  const create = group
    .command('create')
    .description('create a project; prints its id')
    .requiredOption('--root <id>', 'the root it belongs to')
    .requiredOption('--name <name>', 'for people')
    .option('--account <id>', 'the account it belongs to; the root itself if left out')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log');
  withProjectOptions(create).action((options: CreateOptions) => createProject(context, options));
  group
    .command('list')
    .description('list projects')
    .option('--root <id>', 'of one root only')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listProjects(context, options));
  changeCommands(group, context);
};

function changeCommands(group: Command, context: CommandContext): void {
  const change = group
    .command('change')
    .description('change a project, or move it to another account of its root; what is not named stays')
    .argument('<id>')
    .option('--name <name>', 'for people')
    .option('--account <id>', 'the account it shall belong to')
    .option('--reason <text>', 'why, for the catalogue log');
  withProjectOptions(change).action((id: string, options: ChangeOptions) => changeProject(context, id, options));
  group
    .command('archive')
    .description('archive a project; usage that still arrives for it is booked on it')
    .argument('<id>')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async (id: string, { reason = `project ${id} archived` }: ReasonOption) => {
      const sendTo = at`projects/${id}/archive`;
      await send(context, id, { method: 'POST', sendTo, body: { reason } });
    });
}

async function createProject(context: CommandContext, options: CreateOptions): Promise<void> {
  const { root, name, account = root, id, reason = `project ${name} created` } = options;
  const body = { id, account, name, ...settingsOf(options), ...limitsOf(options), reason };
  const made = await adminOf(context).add<Project>(at`projects`, body);
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

/** Settings and limits are two permissions and therefore two requests; only what was named is sent. */
async function changeProject(context: CommandContext, id: string, options: ChangeOptions): Promise<void> {
  const { name, account, reason = `project ${id} changed` } = options;
  const settings = { name, account, ...settingsOf(options) };
  const limits = limitsOf(options);
  if (isAny(settings)) await send(context, id, { method: 'PATCH', body: { ...settings, reason } });
  if (isAny(limits)) {
    await send(context, id, { method: 'PATCH', sendTo: at`projects/${id}/limits`, body: { ...limits, reason } });
  }
  if (!isAny(settings) && !isAny(limits)) context.terminal.say('Nothing was named that could be changed.');
}

function isAny(values: object): boolean {
  return Object.values(values).some((value) => value !== undefined);
}

async function send(
  context: CommandContext,
  id: string,
  sent: { method: 'POST' | 'PATCH'; sendTo?: Address; body: { reason: string } },
): Promise<void> {
  sayRevision(context, await adminOf(context).change({ kind: 'project', id, readAt: at`projects/${id}`, ...sent }));
}

async function listProjects(context: CommandContext, options: { root?: string; json?: boolean }): Promise<void> {
  const projects = await listOfRoots<Project>(adminOf(context), at`projects`, options.root);
  printList(context, options.json === true, projects, [
    { title: 'ID', text: (project) => project.id },
    { title: 'ROOT', text: (project) => project.root },
    { title: 'ACCOUNT', text: (project) => project.account },
    { title: 'CLASS', text: (project) => project.budgetClass ?? '-' },
    { title: 'BUDGET', text: (project) => budgetText(project.budget) },
    { title: 'TAGS', text: ({ tags = {} }) => tagsText(tags) },
    { title: 'NAME', text: (project) => (project.status === undefined ? project.name : `${project.name} (archived)`) },
  ]);
}

function tagsText(tags: Readonly<Record<string, string>>): string {
  const said = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  return said.length === 0 ? '-' : said.join(',');
}
