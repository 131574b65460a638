import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Fault } from '@suanpan/fault';
import { type Command, Option } from 'commander';

const FEEDS = ['snapshot', 'genai-prices', 'litellm', 'table'] as const;

/** Which price feed a command was told to read. */
export interface FeedOptions {
  readonly feed?: (typeof FEEDS)[number];
  readonly file?: string;
  readonly bookVersion?: string;
  readonly book?: string;
}

/** Adds the options that say which feed is read. */
export function withFeedOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--feed <name>', 'what the file is; the shipped snapshot of genai-prices without a file').choices(
        FEEDS,
      ),
    )
    .option('--file <path>', "provider data of genai-prices, LiteLLM's price map, or a table of your own (.csv, .json)")
    .option('--book-version <version>', 'the version the file is of')
    .option('--book <name>', 'what the rows of a table are filed under');
}

/** The feed as the API takes it. `config_invalid` for options that do not make one, or a file that cannot be read. */
export function readFeed(options: FeedOptions): object {
  const { file, bookVersion: version, book } = options;
  const feed = options.feed ?? (file === undefined ? 'snapshot' : 'genai-prices');
  if (feed === 'snapshot') {
    if (file !== undefined) throw new Fault('config_invalid', 'The snapshot is shipped; name the --feed of the file.');
    return { from: 'snapshot' };
  }
  if (file === undefined) throw new Fault('config_invalid', `The feed ${feed} needs --file.`);
  if (version === undefined) throw new Fault('config_invalid', 'A file needs --book-version: rows name their source.');
  const text = readText(file);
  if (feed === 'litellm') return { from: 'litellm', version, text };
  if (feed === 'genai-prices') return { from: 'genai-prices', version, providers: providersIn(text, file) };
  if (book === undefined) throw new Fault('config_invalid', 'A table needs --book: what its rows are filed under.');
  return { from: 'table', format: extname(file) === '.json' ? 'json' : 'csv', book, version, text };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault('config_invalid', `${file} cannot be read.`, { cause });
  }
}

/** The list of providers, bare or in an object, as genai-prices publishes it in both forms. */
function providersIn(text: string, file: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Fault('config_invalid', `${file} is not JSON.`, { cause });
  }
  const providers: unknown = Array.isArray(parsed) ? parsed : (parsed as { providers?: unknown } | null)?.providers;
  if (Array.isArray(providers)) return providers;
  throw new Fault('config_invalid', `${file} does not hold a list of providers.`);
}
