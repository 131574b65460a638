import type { Command } from 'commander';
import type { RegisterCommand } from '../command-context.ts';
import { addPriceCommand } from './add-price.ts';
import { importPricesCommand } from './import-prices.ts';
import { listPricesCommand } from './list-prices.ts';

/** `price add`, `price import` and `price list`. */
export const priceCommands: RegisterCommand = (program, context) => {
  const group: Command = program.command('price').description('the price book: list prices with their effective times');
  addPriceCommand(group, context);
  importPricesCommand(group, context);
  listPricesCommand(group, context);
};
