import { Command, CommanderError } from 'commander';
import type { CommandContext, RegisterCommand } from './command-context.ts';
import { COMMANDS } from './commands.ts';
import { EXIT, type ExitCode } from './output/exit-codes.ts';
import { failureText } from './output/failure-text.ts';

/**
 * Runs one command line and answers the exit code. Nothing is thrown: a failure is one line and a next step on stderr.
 * `argv` is what follows the program's own name.
 */
export async function runCommandLine(
  argv: readonly string[],
  context: Omit<CommandContext, 'setExitCode'>,
  commands: readonly RegisterCommand[] = COMMANDS,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const full: CommandContext = {
    ...context,
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  const program = programOf(full, commands);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said already what is wrong with the command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    for (const line of failureText(error, argv.includes('--verbose'))) context.terminal.say(line);
    return EXIT.failure;
  }
}

function programOf(context: CommandContext, commands: readonly RegisterCommand[]): Command {
  const program = new Command('suanpan')
    .description('Meters what an organisation spends on large language models, prices it exactly, and proves it.')
    .option('--verbose', 'show what lies behind a failure')
    .showHelpAfterError('(add --help for what is possible)')
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.say(text.trimEnd()),
    });
  for (const register of commands) register(program, context);
  inheritAll(program);
  return program;
}

/** Commander hands its settings to subcommands only when they are made by it; ours are, but their own ones come later. */
function inheritAll(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    if (command.parent === null || !child.options.some((option) => option.long === '--verbose')) {
      child.option('--verbose', 'show what lies behind a failure');
    }
    inheritAll(child);
  }
}
