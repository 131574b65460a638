import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@suanpan/fault';
import { at } from '../admin/address.ts';
import type { Admin } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import { moneyText } from '../output/money-text.ts';

/** A directive as the API shows it. */
export interface Directive {
  readonly id: string;
  readonly root: string;
  readonly kind: string;
  readonly actor: string;
  readonly reason: string;
  readonly acceptedAt: string;
  readonly state: 'accepted' | 'sent' | 'decided';
  readonly period?: string;
  readonly account?: string;
  readonly money?: { readonly currency: string; readonly amount: string };
  readonly outcome?: {
    readonly shard: number;
    readonly seq: number;
    readonly kind: string;
    readonly text: string;
    readonly detail: string;
    readonly money: readonly { readonly currency: string; readonly amount: string }[];
  };
}

const DECIDED_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 200;

/** Waits until the ledger holds what rating made of a directive; what is not decided in time is answered as it stands. */
export async function awaitDecided(context: CommandContext, admin: Admin, directive: Directive): Promise<Directive> {
  const deadline = performance.now() + DECIDED_WITHIN_MS;
  let newest = directive;
  while (newest.state !== 'decided' && performance.now() < deadline) {
    if (context.signal.aborted) throw new Fault('unavailable', `Waiting was interrupted; ${newest.id} goes its way.`);
    newest = await admin.read<Directive>(at`roots/${directive.root}/directives/${directive.id}`);
    if (newest.state !== 'decided') await delay(ASK_EVERY_MS);
  }
  return newest;
}

/** Says what became of a directive, and prints its id. */
export function printDirective({ terminal }: CommandContext, { id, kind, outcome }: Directive): void {
  if (outcome === undefined)
    terminal.say(`The ${kind} is accepted and will be decided; see \`suanpan directive show\`.`);
  else {
    const { text, detail, money, shard, seq } = outcome;
    const moved = money.length === 0 ? 'no money moved' : money.map(moneyText).join(' + ');
    terminal.say(
      `${text.replace(/\.$/, '')}${detail === '' ? '' : ` (${detail})`}: ${moved}. Outcome ${shard}/${seq}.`,
    );
  }
  terminal.out(id);
}

/** Waits for a directive if asked to, and prints it. */
export async function finishDirective(
  context: CommandContext,
  admin: Admin,
  directive: Directive,
  wait: boolean,
): Promise<void> {
  printDirective(context, wait ? await awaitDecided(context, admin, directive) : directive);
}
