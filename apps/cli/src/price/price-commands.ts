import type { Command } from 'commander';
import type { RegisterCommand } from '../command-context.ts';
import { addPriceCommand } from './add-price.ts';
import { aliasCommands } from './alias-commands.ts';
import { endPriceCommand } from './end-price.ts';
import { fxCommands } from './fx-commands.ts';
import { listPricesCommand } from './list-prices.ts';
import { lookUpPriceCommand } from './look-up-price.ts';
import { markupCommands } from './markup-commands.ts';
import { outdatedPricesCommand } from './outdated.ts';
import { priceAgainCommand } from './price-again.ts';
import { proposalCommands } from './proposal-commands.ts';
import { seriesCommands } from './series-commands.ts';

/** Everything that says what usage costs, beside plans. */
export const priceCommands: RegisterCommand = (program, context) => {
  const group: Command = program.command('price').description('the price book, mark-ups, moving names, exchange rates');
  addPriceCommand(group, context);
  listPricesCommand(group, context);
  lookUpPriceCommand(group, context);
  endPriceCommand(group, context);
  outdatedPricesCommand(group, context);
  proposalCommands(group, context);
  priceAgainCommand(group, context);
  markupCommands(group, context);
  aliasCommands(group, context);
  fxCommands(group, context);
  seriesCommands(group, context);
};
