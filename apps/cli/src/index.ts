export type { CommandContext, RegisterCommand } from './command-context.ts';
export { COMMANDS } from './commands.ts';
export { EXIT, type ExitCode } from './output/exit-codes.ts';
export { runCommandLine } from './program.ts';
