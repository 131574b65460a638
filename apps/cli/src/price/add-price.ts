import { ownPriceList } from '@suanpan/price-book';
import { type Command, Option } from 'commander';
import { changeCatalogue, type ReasonOption } from '../catalogue/change.ts';
import type { CommandContext } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';
import { PRICE_UNITS, PRICED_LEAVES, quotedPrices } from './quoted-prices.ts';

interface AddOptions extends ReasonOption {
  readonly provider: string;
  readonly model: string;
  readonly currency: string;
  readonly match: 'equals' | 'startsWith' | 'endsWith' | 'contains' | 'regex';
  readonly pattern?: string;
  readonly from?: number;
  readonly to?: number;
  readonly root?: string;
  readonly region?: string;
  readonly serviceTier?: string;
  readonly aboveInputTokens?: string;
  readonly source?: string;
}

/** `price add`: own price rows of one model, for one root or for everybody. */
export function addPriceCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('add')
    .description('add the list prices of one model; prints the ids of the rows')
    .requiredOption('--provider <name>', 'who answers the calls')
    .requiredOption('--model <name>', 'the name of the model')
    .option('--currency <code>', 'three capital letters', 'USD')
    .option('--from <time>', 'day or time it holds from, by the time of the call; always if left out', instantOption)
    .option('--to <time>', 'day or time it ends before; never if left out', instantOption)
    .option('--root <id>', 'the root whose own price it is; everybody if left out')
    .option('--region <name>', 'only for calls to this region')
    .option('--service-tier <name>', 'only for this service tier; the standard one if left out')
    .option('--above-input-tokens <count>', 'only for calls with more input tokens than this')
    .addOption(
      new Option('--match <form>', 'how model names are matched')
        .choices(['equals', 'startsWith', 'endsWith', 'contains', 'regex'])
        .default('equals'),
    )
    .option('--pattern <text>', "what names are matched with; the model's name if left out")
    .option('--source <text>', 'where the numbers come from, such as a contract or a page')
    .option('--reason <text>', 'why, for the catalogue log');
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
  const { provider, model, currency, match, pattern, source } = options;
  const above = options.aboveInputTokens;
  if (above !== undefined && !/^\d+$/.test(above)) command.error('error: --above-input-tokens must be a whole number');
  const rows = ownPriceList({
    provider,
    model,
    matcher: { [match]: pattern ?? model } as never,
    currency,
    effectiveFrom: options.from ?? null,
    effectiveTo: options.to ?? null,
    aboveInputTokens: Number(above ?? 0),
    serviceTier: options.serviceTier ?? null,
    region: options.region ?? null,
    root: options.root ?? null,
    ...(source === undefined ? {} : { source: { feed: source, version: '1' } }),
    prices,
  });
  const reason = options.reason ?? `own price of ${provider} ${model}`;
  const changes = rows.map((value) => ({ act: 'create', entity: 'priceRow', value }) as const);
  await changeCatalogue(context, reason, changes);
  for (const row of rows) context.terminal.out(row.id);
}
