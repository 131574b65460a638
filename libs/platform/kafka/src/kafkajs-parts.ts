import { createRequire } from 'node:module';

/**
 * The parts of kafkajs that its public API does not reach: one connection to one broker, with requests by protocol
 * name. A reader that is positioned by the log itself needs them, for kafkajs offers reading only through consumer
 * groups. The version is pinned; whoever raises it reads this file again.
 */
export const KAFKAJS_VERSION = '2.2.4';

/** Lowest and highest version of each request, by its protocol number. */
export type ApiVersions = Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>>;

export interface WireMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly value: Buffer | null;
  readonly isControlRecord: boolean;
}

export interface WireTopicMetadata {
  readonly topic: string;
  readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
}

export interface WireMetadata {
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly topicMetadata: readonly WireTopicMetadata[];
}

interface WireSocket {
  readonly socket?: { destroy(): void };
  rejectRequests(error: Error): void;
}

/** kafkajs's `Broker`: two sockets to one node, the second for fetches only. */
export interface WireBroker {
  readonly versions: ApiVersions | null;
  readonly connectionPool: { readonly pool: readonly WireSocket[] };
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  metadata(topics: readonly string[]): Promise<WireMetadata>;
  produce(request: {
    acks: number;
    timeout: number;
    topicData: readonly {
      topic: string;
      partitions: readonly { partition: number; firstSequence: number; messages: readonly { value: Buffer }[] }[];
    }[];
  }): Promise<{
    topics: readonly { partitions: readonly { partition: number; baseOffset: string; logAppendTime?: string }[] }[];
  }>;
  fetch(request: {
    isolationLevel: number;
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
    }[];
  }): Promise<{ responses: readonly { partitions: readonly { messages: readonly WireMessage[] }[] }[] }>;
  listOffsets(request: {
    isolationLevel: number;
    topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: number }[] }[];
  }): Promise<{ responses: readonly { partitions: readonly { offset: string }[] }[] }>;
}

/** kafkajs's own logger; opaque here. */
export type WireLogger = Readonly<Record<string, unknown>>;

export interface WireLogEntry {
  readonly namespace: string;
  readonly level: number;
  readonly label: string;
  readonly log: Readonly<Record<string, unknown>> & { readonly message: string };
}

/** kafkajs's queue of requests of one connection, as far as its timer goes. */
export interface WireRequestQueue {
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly pending: readonly unknown[];
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

const load = createRequire(import.meta.url);

export const installedVersion: string = load('kafkajs/package.json').version;

export const newWireBroker: (options: {
  connectionPool: unknown;
  logger: WireLogger;
  allowAutoTopicCreation: boolean;
  authenticationTimeout: number;
}) => WireBroker = (options) => new (load('kafkajs/src/broker'))(options);

export const newConnectionPools: (options: Record<string, unknown>) => {
  build(at: { host: string; port: number }): Promise<unknown>;
} = load('kafkajs/src/cluster/connectionPoolBuilder');

export const defaultSocketFactory: () => unknown = load('kafkajs/src/network/socketFactory');

export const newWireLogger: (options: {
  level: number;
  logCreator: () => (entry: WireLogEntry) => void;
}) => WireLogger = load('kafkajs/src/loggers').createLogger;

/** The versions that kafkajs implements of each request, by its name in the protocol. */
export const implementedRequests: Readonly<Record<string, { readonly versions: readonly string[] }>> = load(
  'kafkajs/src/protocol/requests',
).requests;

export const requestNumbers: Readonly<Record<string, number>> = load('kafkajs/src/protocol/requests/apiKeys');

export const requestQueuePrototype: WireRequestQueue = load('kafkajs/src/network/requestQueue').prototype;
