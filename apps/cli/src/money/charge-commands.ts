import { formatInstant } from '@suanpan/time';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { ReasonOption } from '../admin/say-revision.ts';
import { wholeNumber } from '../catalogue/catalogue-commands.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';
import { type Directive, finishDirective } from './directive.ts';

interface FeeOptions extends ReasonOption {
  readonly root: string;
  readonly account: string;
  readonly project?: string;
  readonly period: string;
  readonly amount: string;
  readonly currency: string;
  readonly detail?: string;
  readonly wait: boolean;
}

interface CreditOptions extends ReasonOption {
  readonly root: string;
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
  readonly name?: string;
  readonly priority?: number;
  readonly from?: number;
  readonly expires?: number;
  readonly wait: boolean;
}

/** `fee` and `credit`: money that no call moves. */
export const chargeCommands: RegisterCommand = (program, context) => {
  program
    .command('fee')
    .description('charge a sum by hand, or give it back with an amount below 0; prints the id of the directive')
    .requiredOption('--root <id>', 'the root it is charged in')
    .requiredOption('--account <id>', 'the account that owes it')
    .requiredOption('--period <month>', 'the month it belongs to, e.g. 2026-11')
    .requiredOption('--amount <amount>', 'e.g. 12.50 or -12.50')
    .option('--currency <code>', 'of the amount', 'USD')
    .option('--project <id>', 'the project it is booked on')
    .option('--detail <text>', 'how the amount follows, for the statement')
    .option('--no-wait', 'do not wait for what becomes of it')
    .option('--reason <text>', 'why')
    .action((options: FeeOptions) => chargeFee(context, options));
  program
    .command('credit')
    .description('give an account, and all below it, prepaid money; prints the id of the directive')
    .requiredOption('--root <id>', 'the root it is given in')
    .requiredOption('--account <id>', 'the account that gets it')
    .requiredOption('--amount <amount>', 'e.g. 50')
    .option('--currency <code>', 'of the amount', 'USD')
    .option('--name <id>', 'its name on statements; one is made up if left out')
    .option('--priority <number>', 'the lowest is used up first; 100 if left out', wholeNumber)
    .option('--from <time>', 'good for calls from this time on', instantOption)
    .option('--expires <time>', 'good for calls before this time', instantOption)
    .option('--no-wait', 'do not wait for what becomes of it')
    .option('--reason <text>', 'why')
    .action((options: CreditOptions) => grantCredit(context, options));
};

async function chargeFee(context: CommandContext, options: FeeOptions): Promise<void> {
  const { root, wait, reason = `fee of ${options.account}`, ...fee } = options;
  const admin = adminOf(context);
  const { body } = await admin.add<Directive>(at`roots/${root}/fees`, { ...fee, reason });
  await finishDirective(context, admin, body, wait);
}

async function grantCredit(context: CommandContext, options: CreditOptions): Promise<void> {
  const { root, account, amount, currency, name: credit, priority, from, expires } = options;
  const admin = adminOf(context);
  const { body } = await admin.add<Directive>(at`roots/${root}/credits`, {
    ...{ account, amount, currency, credit, priority },
    from: from === undefined ? undefined : formatInstant(from),
    expiresAt: expires === undefined ? undefined : formatInstant(expires),
    reason: options.reason ?? `credit of ${account}`,
  });
  await finishDirective(context, admin, body, options.wait);
}
