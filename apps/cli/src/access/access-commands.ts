import { formatInstant } from '@suanpan/time';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { nodeOf } from '../grant/grant-commands.ts';
import { EXIT } from '../output/exit-codes.ts';
import { instantOption } from '../output/instant-option.ts';

interface CheckOptions {
  readonly person?: string;
  readonly serviceAccount?: string;
  readonly key?: string;
  readonly account?: string;
  readonly project?: string;
  readonly at?: number;
  readonly json?: boolean;
}

interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
  readonly detail: string;
  readonly grant: string | null;
  readonly revision: number;
}

/** `access check`: may this actor do this here, and why. */
export const accessCommands: RegisterCommand = (program, context) => {
  const group = program.command('access').description('who may do what');
  group
    .command('check')
    .description('may somebody do something somewhere, and why; exit code 1 when they may not')
    .argument('<permission>', 'e.g. usage.view')
    .option('--person <id>', 'a person; whoever asks if nobody is named')
    .option('--service-account <id>', 'a service account')
    .option('--key <id>', 'an API key')
    .option('--account <id>', 'at this account; the platform if no place is named')
    .option('--project <id>', 'at this project')
    .option('--at <time>', 'at this time instead of now', instantOption)
    .option('--json', 'as JSON')
    .action((permission: string, options: CheckOptions) => check(context, permission, options));
};

async function check(context: CommandContext, permission: string, options: CheckOptions): Promise<void> {
  const when = options.at === undefined ? undefined : formatInstant(options.at);
  const question = { actor: actorOf(options), permission, node: nodeOf(options), at: when };
  const decision = await adminOf(context).ask<Decision>(at`access/check`, question);
  if (options.json === true) context.terminal.out(JSON.stringify(decision, null, 2));
  else {
    const { allowed, reason, detail, grant, revision } = decision;
    context.terminal.out(`${allowed ? 'allowed' : 'refused'}  ${detail} [${reason}]`);
    context.terminal.out(`decided by ${grant === null ? 'no grant' : `grant ${grant}`}, revision ${revision}`);
  }
  if (!decision.allowed) context.setExitCode(EXIT.failure);
}

function actorOf({ person, serviceAccount, key }: CheckOptions): { kind: string; id: string } | undefined {
  if (person !== undefined) return { kind: 'person', id: person };
  if (serviceAccount !== undefined) return { kind: 'account', id: serviceAccount };
  return key === undefined ? undefined : { kind: 'key', id: key };
}
