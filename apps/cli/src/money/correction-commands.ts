import { type Command, InvalidArgumentError } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { ReasonOption } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { type Directive, finishDirective } from './directive.ts';

interface TargetOptions extends ReasonOption {
  readonly root: string;
  readonly source?: string;
  readonly wait: boolean;
}

type Changes = Readonly<Record<string, unknown>>;

/** `void` and `amend`: corrections of counted calls. */
export const correctionCommands: RegisterCommand = (program, context) => {
  targetCommand(program, 'void', 'take a counted call back; prints the id of the directive').action(
    (call: string, options: TargetOptions) => send(context, 'void', call, options, {}),
  );
  targetCommand(program, 'amend', 'replace a counted call by what it should have been; prints the id of the directive')
    .requiredOption('--set <name=value...>', 'what was otherwise, e.g. inputTokens=1200 cacheReadTokens=null', changes)
    .action((call: string, options: TargetOptions & { set: Changes }) =>
      send(context, 'amend', call, options, { call: options.set }),
    );
};

function targetCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('<call>', 'the id its sender gave it, with --source; or its outcome, e.g. 0/1234')
    .requiredOption('--root <id>', 'the root it belongs to')
    .option('--source <source>', 'where it came from; `suanpan explain` shows it')
    .option('--no-wait', 'do not wait for what becomes of it')
    .option('--reason <text>', 'why, for those who read the ledger later');
}

async function send(
  context: CommandContext,
  verb: 'void' | 'amend',
  call: string,
  { root, source, wait, reason = `${verb} of ${call}` }: TargetOptions,
  more: object,
): Promise<void> {
  const [, shard, seq] = /^(\d+)\/(\d+)$/.exec(call) ?? [];
  const target =
    source === undefined && shard !== undefined ? { shard: Number(shard), seq: Number(seq) } : { source, id: call };
  const admin = adminOf(context);
  const { body } = await admin.add<Directive>(at`roots/${root}/${verb}`, { target, ...more, reason });
  await finishDirective(context, admin, body, wait);
}

function changes(text: string, before: Changes = {}): Changes {
  const [, name, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be name=value.');
  return { ...before, [name]: parsed(name, value) };
}

/** Counts are numbers and null takes a field away; seconds are a decimal as text, like everything else. */
function parsed(name: string, text: string): unknown {
  if (text === 'null') return null;
  return name !== 'seconds' && /^\d{1,15}$/.test(text) ? Number(text) : text;
}
