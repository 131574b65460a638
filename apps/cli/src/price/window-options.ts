import { formatInstant } from '@suanpan/time';
import { type Command, InvalidArgumentError } from 'commander';
import { instantOption } from '../output/instant-option.ts';

/** A time of day in which prices hold, as a command was told it. */
export interface WindowOptions {
  readonly window?: { readonly fromTime: string; readonly toTime: string };
  readonly zone?: string;
  readonly horizon?: number;
}

/** Adds the options of a daily window in a zone. */
export function withWindowOptions(command: Command): Command {
  return command
    .option('--window <from-to>', 'only at this time of day, e.g. 00:30-08:30; needs --zone and --horizon', times)
    .option('--zone <zone>', 'the IANA time zone of the window')
    .option(
      '--horizon <time>',
      "how far ahead the zone's clocks are relied on; the window is UTC from then on",
      instantOption,
    );
}

/** The window as the API takes it. */
export function windowOf(command: Command, { window, zone, horizon }: WindowOptions): object | undefined {
  if (window === undefined && zone === undefined && horizon === undefined) return undefined;
  if (window === undefined || zone === undefined || horizon === undefined) {
    return command.error('error: --window, --zone and --horizon belong together');
  }
  return { zone, ...window, horizon: formatInstant(horizon) };
}

function times(text: string): { fromTime: string; toTime: string } {
  const [, fromTime, toTime] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  if (fromTime !== undefined && toTime !== undefined) return { fromTime, toTime };
  throw new InvalidArgumentError('It must be two times of day, such as 00:30-08:30.');
}
