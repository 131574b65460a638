import type { Command } from 'commander';
import type { ExitCode } from './output/exit-codes.ts';
import type { Terminal } from './output/terminal.ts';

/** What every command is given: where to write, what is set, what time it is. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Fires when the user asks to stop: Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Tells the shell something else than success. */
  setExitCode(code: ExitCode): void;
}

/** Adds one command or group of commands to the program. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;
