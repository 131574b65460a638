import type { Revision } from '@suanpan/catalogue';
import type { CatalogueWriter, ChangeRequest } from '@suanpan/catalogue-postgres';
import type { CommandContext } from '../command-context.ts';
import { actorOf, withCatalogue } from './with-catalogue.ts';

/** What every changing command may be told about why. */
export interface ReasonOption {
  readonly reason?: string;
}

/** Writes changes as the person at the keyboard and publishes them, so that every service knows at once. */
export async function applyChanges(
  context: CommandContext,
  writer: CatalogueWriter,
  reason: string,
  changes: readonly ChangeRequest[],
): Promise<Revision[]> {
  const revisions = await writer.commitAll({ actor: actorOf(context.env), reason, changes });
  await writer.publish();
  return revisions;
}

/** Opens the catalogue, writes changes, and says the revision they became. */
export async function changeCatalogue(
  context: CommandContext,
  reason: string,
  changes: readonly ChangeRequest[],
): Promise<Revision[]> {
  const revisions = await withCatalogue(context, (writer) => applyChanges(context, writer, reason, changes));
  sayRevisions(context, revisions);
  return revisions;
}

/** Says which revisions were written. */
export function sayRevisions(context: CommandContext, revisions: readonly Revision[]): void {
  const [first, last] = [revisions[0], revisions.at(-1)];
  if (first === undefined || last === undefined) return;
  const numbers = first === last ? `revision ${first.revision}` : `revisions ${first.revision} to ${last.revision}`;
  context.terminal.say(`The catalogue stands at ${numbers}.`);
}
