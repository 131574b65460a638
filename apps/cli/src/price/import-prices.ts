import { readFileSync } from 'node:fs';
import type { ChangeRequest } from '@suanpan/catalogue-postgres';
import { Fault } from '@suanpan/fault';
import {
  diffRows,
  type FeedImport,
  type FeedProvider,
  type RowsDiff,
  rowsFromGenaiPrices,
  SNAPSHOT_VERSION,
  snapshotRows,
} from '@suanpan/price-book';
import type { Command } from 'commander';
import { applyChanges, type ReasonOption, sayRevisions } from '../catalogue/change.ts';
import { withCatalogue } from '../catalogue/with-catalogue.ts';
import type { CommandContext } from '../command-context.ts';

interface ImportOptions extends ReasonOption {
  readonly file?: string;
  readonly bookVersion?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `price import`: the list prices of genai-prices, as shipped or from a file. */
export function importPricesCommand(group: Command, context: CommandContext): void {
  group
    .command('import')
    .description('import the genai-prices book; what is there already stays as it is')
    .option('--file <path>', 'provider data of @pydantic/genai-prices as JSON; the shipped snapshot if left out')
    .option('--book-version <version>', 'the version the file is of')
    .option('--dry-run', 'only show what would change')
    .option('--json', 'the figures as JSON')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: ImportOptions) => importPrices(context, options));
}

async function importPrices(context: CommandContext, options: ImportOptions): Promise<void> {
  const { version, feed } = readFeed(options);
  await withCatalogue(context, async (writer) => {
    const diff = diffRows(await writer.list('priceRow'), feed.rows);
    printFigures(context, feed, diff, options.json === true);
    const changes = changesOf(diff);
    if (options.dryRun === true || changes.length === 0) return;
    const reason = options.reason ?? `genai-prices ${version} imported`;
    sayRevisions(context, await applyChanges(context, writer, reason, changes));
  });
}

function readFeed({ file, bookVersion }: ImportOptions): { version: string; feed: FeedImport } {
  if (file === undefined) return { version: SNAPSHOT_VERSION, feed: snapshotRows() };
  if (bookVersion === undefined)
    throw new Fault('config_invalid', 'A file needs --book-version: rows name their source.');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault('config_invalid', `${file} cannot be read.`, { cause });
  }
  return { version: bookVersion, feed: rowsFromGenaiPrices(parseProviders(text, file), bookVersion) };
}

function parseProviders(text: string, file: string): FeedProvider[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Fault('config_invalid', `${file} is not JSON.`, { cause });
  }
  const providers: unknown = Array.isArray(parsed) ? parsed : (parsed as { providers?: unknown } | null)?.providers;
  if (
    Array.isArray(providers) &&
    providers.every((each) => Array.isArray((each as { models?: unknown } | null)?.models))
  ) {
    return providers as FeedProvider[];
  }
  throw new Fault('config_invalid', `${file} does not hold a list of providers with their models.`);
}

/** A changed row is ended and its successor added; a vanished one stays, because a feed forgets and a bill does not. */
export function changesOf(diff: RowsDiff): ChangeRequest[] {
  return [
    ...diff.changed.map(({ before }): ChangeRequest => ({ act: 'end', entity: 'priceRow', id: before.id })),
    ...[...diff.changed.map(({ after }) => after), ...diff.added].map(
      (value): ChangeRequest => ({ act: 'create', entity: 'priceRow', value }),
    ),
  ];
}

function printFigures(context: CommandContext, feed: FeedImport, diff: RowsDiff, json: boolean): void {
  const figures = {
    added: diff.added.length,
    changed: diff.changed.length,
    unchanged: diff.unchanged,
    vanished: diff.vanished.length,
    flagged: feed.flagged.length,
    skipped: feed.skipped.length,
  };
  if (json) {
    context.terminal.out(JSON.stringify({ ...figures, skippedPrices: feed.skipped }, null, 2));
    return;
  }
  context.terminal.out(`added ${figures.added}, changed ${figures.changed}, unchanged ${figures.unchanged}`);
  context.terminal.out(`vanished from the feed and kept: ${figures.vanished}`);
  context.terminal.out(`flagged as damaged numbers, matched but never billed: ${figures.flagged}`);
  context.terminal.out(`not taken over, so such usage is unpriced rather than wrong: ${figures.skipped}`);
}
