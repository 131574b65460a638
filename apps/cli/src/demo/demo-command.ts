import type { RegisterCommand } from '../command-context.ts';

export const demoCommand: RegisterCommand = (program) => {
  program.command('demo').description('see the bill of 19,366 real calls');
};
