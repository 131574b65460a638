import { formatInstant } from '@suanpan/time';
import { type Command, Option } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { ReasonOption } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';
import { type MatcherOptions, matcherOf, withMatcherOptions } from './matcher-options.ts';
import { PRICE_UNITS, PRICED_LEAVES, quotedPrices } from './quoted-prices.ts';
import { type WindowOptions, windowOf, withWindowOptions } from './window-options.ts';

interface AddOptions extends ReasonOption, MatcherOptions, WindowOptions {
  readonly provider: string;
  readonly model: string;
  readonly currency: string;
  readonly from?: number;
  readonly to?: number;
  readonly root?: string;
  readonly account?: string;
  readonly region?: string;
  readonly serviceTier?: string;
  readonly aboveInputTokens?: string;
  readonly source?: string;
}

/** `price add`: own price rows of one model, for an account, for a root or for everybody. */
export function addPriceCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('add')
    .description('add own prices of one model; prints the ids of the rows')
    .requiredOption('--provider <name>', 'who answers the calls')
    .requiredOption('--model <name>', 'the name of the model')
    .option('--currency <code>', 'three capital letters', 'USD')
    .option('--from <time>', 'day or time it holds from, by the time of the call; always if left out', instantOption)
    .option('--to <time>', 'day or time it ends before; never if left out', instantOption)
    .option('--root <id>', 'the root whose own price it is; everybody if left out')
    .option('--account <id>', 'the account of the root, with all below it, whose own price it is')
    .option('--region <name>', 'only for calls to this region')
    .option('--service-tier <name>', 'only for this service tier; the standard one if left out')
    .option('--above-input-tokens <count>', 'only for calls with more input tokens than this')
    .option('--source <text>', 'where the numbers come from, such as a contract or a page')
    .option('--reason <text>', 'why, for the catalogue log');
  withMatcherOptions(command);
  withWindowOptions(command);
  for (const { option, what } of PRICED_LEAVES) {
    for (const { suffix, per } of PRICE_UNITS) {
      const hidden = option !== 'input' && option !== 'output' && suffix !== 'per-million';
      const title = `price of ${per.toLocaleString('en')} ${what}`;
      command.addOption(new Option(`--${option}-${suffix} <amount>`, title).hideHelp(hidden));
    }
  }
  command.action((options: AddOptions) => addPrice(context, command, options));
}

async function addPrice(context: CommandContext, command: Command, options: AddOptions): Promise<void> {
  const { prices, twice } = quotedPrices({ ...options });
  if (twice !== undefined) command.error(`error: ${twice} prices something that has a price already`);
  if (Object.keys(prices).length === 0) command.error('error: no price was given, such as --input-per-million 2.50');
  const { provider, model, currency, source, root, account } = options;
  const above = options.aboveInputTokens;
  if (above !== undefined && !/^\d+$/.test(above)) command.error('error: --above-input-tokens must be a whole number');
  if (account !== undefined && root === undefined) command.error('error: --account needs the --root it belongs to');
  const body = {
    ...{ root: root ?? null, account, provider, model, currency, prices },
    matcher: matcherOf(options, model),
    effectiveFrom: options.from === undefined ? null : formatInstant(options.from),
    effectiveTo: options.to === undefined ? null : formatInstant(options.to),
    window: windowOf(command, options),
    aboveInputTokens: above === undefined ? undefined : Number(above),
    serviceTier: options.serviceTier,
    region: options.region,
    source: source === undefined ? undefined : { feed: source, version: '1' },
    reason: options.reason ?? `own price of ${provider} ${model}`,
  };
  const { body: written } = await adminOf(context).add<{ items: { id: string }[] }>(at`prices`, body);
  for (const row of written.items) context.terminal.out(row.id);
}
