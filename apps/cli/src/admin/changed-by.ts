import type { EntityKind } from '@suanpan/catalogue';
import { type Address, at, type Query } from './address.ts';

/** Reads something of the API as JSON. */
export type ReadApi = <T>(address: Address, query?: Query) => Promise<T>;

interface HistoryStep {
  readonly at: string;
  readonly actor: string;
  readonly reason: string;
}

/** Who changed an entity between our reading and our writing, for people. */
export async function changedByText(read: ReadApi, kind: EntityKind, id: string): Promise<string> {
  const plain = `${kind} ${id} was changed by somebody else since it was read. Nothing was written.`;
  try {
    const { items } = await read<{ items: readonly HistoryStep[] }>(at`history/${kind}`, { id, limit: 1 });
    const [last] = items;
    if (last === undefined) return plain;
    return `${kind} ${id} was changed by ${last.actor} at ${last.at} ("${last.reason}") since it was read. Nothing was written.`;
  } catch {
    // Who may change something may not always read its history; the conflict is told either way.
    return plain;
  }
}
