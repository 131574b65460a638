import { Fault } from '@suanpan/fault';
import { type ApiVersions, implementedRequests, requestNumbers } from './kafkajs-parts.ts';

/** A request this system sends, and the versions it can speak. */
export interface RequestNeed {
  readonly name: string;
  readonly number: number;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * Requests that are needed, and below which version they would mean something else: Produce 3 and Fetch 4 carry record
 * batches and answer a record larger than asked for; ListOffsets 1 answers one offset.
 */
const NEEDED: Readonly<Record<string, number>> = {
  Produce: 3,
  Fetch: 4,
  ListOffsets: 1,
  Metadata: 0,
  OffsetCommit: 0,
  OffsetFetch: 0,
  GroupCoordinator: 0,
  JoinGroup: 0,
  Heartbeat: 0,
  LeaveGroup: 0,
  SyncGroup: 0,
  CreateTopics: 0,
  DescribeConfigs: 0,
};

/** What kafkajs sends for us, read from kafkajs itself. */
export function requestNeeds(): RequestNeed[] {
  return Object.entries(NEEDED).map(([name, meaning]) => {
    const versions = (implementedRequests[name]?.versions ?? []).map(Number);
    const lowest = Math.max(meaning, Math.min(...versions));
    return { name, number: requestNumbers[name] ?? -1, lowest, highest: Math.max(...versions) };
  });
}

/** Every request that the broker and this system share no version of, as text. */
export function incompatibilities(broker: ApiVersions, needs: readonly RequestNeed[]): string[] {
  return needs.flatMap(({ name, number, lowest, highest }) => {
    const served = broker[number];
    if (served === undefined) return [`${name} is not served`];
    if (served.minVersion <= highest && served.maxVersion >= lowest) return [];
    return [`${name} is served in ${served.minVersion}..${served.maxVersion}, needed is ${lowest}..${highest}`];
  });
}

/**
 * Refuses a broker that would drop the connection instead of answering: kafkajs takes the highest version both sides
 * know and never looks at the broker's lowest. `broker_incompatible` names every request that does not fit.
 */
export function refuseIncompatible(address: string, broker: ApiVersions): void {
  const wrong = incompatibilities(broker, requestNeeds());
  if (wrong.length === 0) return;
  throw new Fault('broker_incompatible', `The broker at ${address} does not fit: ${wrong.join('; ')}.`);
}
