import type { CommandContext } from '../command-context.ts';

/** What every changing command may be told about why. */
export interface ReasonOption {
  readonly reason?: string;
}

/** Says which revision of the catalogue a change became. */
export function sayRevision(context: CommandContext, { revision }: { readonly revision: number | undefined }): void {
  if (revision !== undefined) context.terminal.say(`The catalogue stands at revision ${revision}.`);
}
