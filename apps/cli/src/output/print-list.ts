import type { CommandContext } from '../command-context.ts';
import { type Column, textTable } from './table.ts';

/** Prints things as one JSON array, or as a table with a line per thing. */
export function printList<T>(
  context: CommandContext,
  json: boolean,
  things: readonly T[],
  columns: readonly (Column & { text(thing: T): string })[],
): void {
  if (json) {
    context.terminal.out(JSON.stringify(things, null, 2));
    return;
  }
  if (things.length === 0) {
    context.terminal.say('There is none.');
    return;
  }
  const rows = things.map((thing) => columns.map((column) => column.text(thing)));
  for (const line of textTable(columns, rows)) context.terminal.out(line);
}
