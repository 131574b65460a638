import type { CommandContext } from '../command-context.ts';
import { reconcileText } from '../reconcile/reconcile-text.ts';
import { statementText } from '../statement/statement-text.ts';
import { whatIfText } from '../what-if/what-if-text.ts';
import { billText } from './bill.ts';
import type { DemoResult } from './replay-trace.ts';

const REJECTIONS_SHOWN = 5;

/** Prints what the demo found: the bill, two plans side by side, the statement, and the proof. */
export function printDemo(context: CommandContext, result: DemoResult): void {
  sayOddities(context, result);
  const { reconciliation } = result;
  const used = {
    ...reconciliation,
    shards: reconciliation.shards.filter(({ outcomes, sourceFacts }) => outcomes + sourceFacts > 0),
  };
  const sections = [
    billText(result.bill),
    ['The same calls under two plans', '', ...whatIfText(result.plans)],
    statementText(result.statement),
    reconcileText(used),
  ];
  for (const section of sections) {
    for (const line of ['', ...section]) context.terminal.out(line);
  }
  context.terminal.out('');
}

function sayOddities({ terminal }: CommandContext, { sent, repeated }: DemoResult): void {
  for (const { index, code, detail } of sent.rejected.slice(0, REJECTIONS_SHOWN)) {
    terminal.say(`rejected: line ${index + 2}: ${detail} [${code}]`);
  }
  const more = sent.rejected.length - REJECTIONS_SHOWN;
  if (more > 0) terminal.say(`rejected: ${more} more`);
  if (repeated > 0) {
    terminal.say(`${repeated.toLocaleString('en')} calls were counted by an earlier run; duplicates cost nothing.`);
  }
}
