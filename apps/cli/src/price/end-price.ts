import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type EndingOptions, endingOf, withEndingOptions } from '../admin/ending-options.ts';
import type { CommandContext } from '../command-context.ts';
import type { PriceRow } from './list-prices.ts';

/** `price end`: ends a row from an instant on. */
export function endPriceCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('end')
    .description('end a price row; calls before the end keep it, until they are priced again')
    .argument('<id>');
  withEndingOptions(command).action(async (id: string, options: EndingOptions) => {
    const body = endingOf(options, context.now(), `price ${id} ended`);
    const { body: ended } = await adminOf(context).add<{ until: PriceRow | null }>(at`prices/${id}/end`, body);
    const { until } = ended;
    context.terminal.say(
      until === null ? 'The row is taken out.' : `Row ${until.id} holds up to ${until.effectiveTo}.`,
    );
  });
}
