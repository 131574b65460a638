import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { instantOption } from '../output/instant-option.ts';
import type { ReasonOption } from './say-revision.ts';

/** How a command was told to end something that holds for a time. */
export interface EndingOptions extends ReasonOption {
  readonly at?: number;
  readonly asIfNeverWritten?: boolean;
}

/** Adds the options of an end. */
export function withEndingOptions(command: Command): Command {
  return command
    .option('--at <time>', 'from when on it no longer holds; now if left out', instantOption)
    .option('--as-if-never-written', 'take it out whole, for what was a mistake')
    .option('--reason <text>', 'why, for the catalogue log');
}

/** The end as the API takes it. */
export function endingOf(options: EndingOptions, now: number, reason: string): { at: string | null; reason: string } {
  const at = options.asIfNeverWritten === true ? null : formatInstant(options.at ?? now);
  return { at, reason: options.reason ?? reason };
}
