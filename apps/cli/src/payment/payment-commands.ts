import { Option } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';

interface BindOptions extends ReasonOption {
  readonly root: string;
  readonly provider: string;
  readonly reference: string;
  readonly id?: string;
}

interface PaymentMethod {
  readonly id: string;
  readonly root: string;
  readonly provider: string;
  readonly display: string;
  readonly status: string;
}

/** `payment bind`, `payment list`, `payment verify` and `payment detach`. */
export const paymentCommands: RegisterCommand = (program, context) => {
  const group = program.command('payment').description('how a root pays');
  group
    .command('bind')
    .description('bind a way to pay to a root; the provider is asked first; prints its id')
    .requiredOption('--root <id>', 'the root that pays')
    .requiredOption('--reference <text>', "the provider's id of the method, or the purchase order of an invoice")
    .addOption(new Option('--provider <name>', 'who collects').choices(['invoice', 'stripe']).default('invoice'))
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: BindOptions) => bindMethod(context, options));
  group
    .command('list')
    .description('list payment methods')
    .option('--root <id>', 'of one root only')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listMethods(context, options));
  group
    .command('verify')
    .description('ask the provider whether a method still is the own of its root')
    .argument('<id>')
    .action(async (id: string) => {
      const { display } = await adminOf(context).ask<{ display: string }>(at`payment-methods/${id}/verify`, undefined);
      context.terminal.out(display);
    });
  group
    .command('detach')
    .description('let a payment method go')
    .argument('<id>')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((id: string, { reason = `payment method ${id} detached` }: ReasonOption) => detach(context, id, reason));
};

async function bindMethod(context: CommandContext, options: BindOptions): Promise<void> {
  const { reason = `payment of ${options.root} by ${options.provider}`, ...method } = options;
  const made = await adminOf(context).add<PaymentMethod>(at`payment-methods`, { ...method, reason });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function detach(context: CommandContext, id: string, reason: string): Promise<void> {
  const change = {
    ...({ kind: 'paymentMethod', id, method: 'POST', readAt: at`payment-methods/${id}` } as const),
    ...{ sendTo: at`payment-methods/${id}/detach`, body: { reason } },
  };
  sayRevision(context, await adminOf(context).change(change));
}

async function listMethods(context: CommandContext, { root, json }: { root?: string; json?: boolean }): Promise<void> {
  printList(context, json === true, await adminOf(context).list<PaymentMethod>(at`payment-methods`, { root }), [
    { title: 'ID', text: (method) => method.id },
    { title: 'ROOT', text: (method) => method.root },
    { title: 'PROVIDER', text: (method) => method.provider },
    { title: 'STATUS', text: (method) => method.status },
    { title: 'METHOD', text: (method) => method.display },
  ]);
}
