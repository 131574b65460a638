import type { IncomingMessage } from 'node:http';
import { authenticate } from '@suanpan/api-keys';
import type { ApiKey, Catalogue, CatalogueView } from '@suanpan/catalogue';
import type { BackfillStamp } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import type { CallAccess } from '@suanpan/permissions';
import type { Clock } from '@suanpan/time';
import {
  contentModeOf,
  type HeaderValues,
  type IntakeResult,
  type IntakeRules,
  intake,
  type Problem,
} from '@suanpan/usage-intake';
import { type Answer, failure, refusal, results } from './answer.ts';
import type { ByteBudget, ByteHold } from './byte-budget.ts';
import { openBackfill } from './open-backfill.ts';
import { discardRest, readBody } from './read-body.ts';
import { createResultsText } from './results-text.ts';
import { sourceRecords } from './source-records.ts';

/** What the door leans on. */
export interface EventDoorParts {
  readonly catalogue: Catalogue;
  /** Why nothing can be taken in right now, or undefined. */
  readonly unready: () => string | undefined;
  /** Resolves once the catalogue holds all that was published by now; `unavailable` where that cannot be known. */
  readonly caughtUp: () => Promise<void>;
  /** Appends a record to a shard; resolves once all in-sync replicas have it. */
  readonly append: (shard: number, value: Uint8Array) => Promise<number>;
  readonly rules: IntakeRules;
  readonly access: CallAccess;
  readonly budget: ByteBudget;
  readonly bodyTimeoutMs: number;
  readonly clock: Clock;
  readonly observer: EventObserver;
}

/** Told what happens at the door, for metrics and the log. */
export interface EventObserver {
  /** A request was taken in and what it accepted is acknowledged. */
  taken(bytes: number, taken: Taken, key: string): void;
  acknowledged(seconds: number): void;
  /** A request was refused as a whole; the error if one was thrown. */
  refused(code: string, error: unknown): void;
}

type Taken = Extract<IntakeResult, { ok: true }>;

const NO_HEADERS: HeaderValues = {};

/** What the route knows of a request. */
export interface Entrance {
  /** Where the caller is, by the connection or by a proxy that is trusted. */
  readonly address: string | undefined;
  /** The backfill the events are sent for, as named in the path. */
  readonly backfill: string | undefined;
}

/** Answers requests with events. */
export type EventDoor = (request: IncomingMessage, entrance: Entrance) => Promise<Answer>;

/**
 * Opens the door for events: who is asking, then the body, then the decision, then the log, and only when the log
 * has acknowledged every record of the request a 2xx. Whatever goes wrong becomes an answer; it never throws.
 */
export function openEventDoor(parts: EventDoorParts): EventDoor {
  const resultsText = createResultsText(parts.rules.limits.batchEventsMax);
  const viewOfNow = latestView(parts.catalogue);

  async function takeIn(request: IncomingMessage, entrance: Entrance, key: ApiKey, hold: ByteHold): Promise<Answer> {
    const { rules, clock, observer } = parts;
    const found = contentModeOf(request.headers);
    if (!found.ok) return refuse(observer, found.problem);
    const { mode } = found;
    const bounds = { bytesMax: rules.limits.requestBytesMax, timeoutMs: parts.bodyTimeoutMs };
    const body = await readBody(request, bounds, hold);
    const receivedAt = clock.now();
    const view = viewOfNow();
    const backfill = entrance.backfill === undefined ? undefined : openBackfill(entrance.backfill, key.root, view);
    // Only binary mode reads headers, and there a header sent twice must be seen as such.
    const headers = mode === 'binary' ? request.headersDistinct : NO_HEADERS;
    const refusalOf = parts.access.of(key, view, receivedAt);
    const taken = intake({ mode, body, headers, receivedAt, key, refusalOf, view, backfill }, rules);
    if (!taken.ok) return refuse(observer, taken.problem);
    await record(parts, view, { root: key.root, receivedAt, backfill }, taken.lines);
    observer.taken(body.length, taken, key.id);
    const [only] = mode === 'batched' ? [] : taken.rejected;
    return only === undefined ? results(resultsText(taken)) : refusal(only);
  }

  return async (request, entrance) => {
    let hold: ByteHold | undefined;
    try {
      const key = await admit(parts, request, entrance);
      hold = parts.budget.hold(key.root);
      return await takeIn(request, entrance, key, hold);
    } catch (error) {
      parts.observer.refused(isFault(error) ? error.code : 'internal', error);
      return failure(error);
    } finally {
      hold?.release();
      discardRest(request, parts.rules.limits.requestBytesMax);
    }
  };
}

function refuse(observer: EventObserver, problem: Problem): Answer {
  observer.refused(problem.code, undefined);
  return refusal(problem);
}

/**
 * Whose key it is. `unavailable` while nothing can be known about keys or recorded. A key that is not known may have been made a
 * moment ago: it is unknown only to a catalogue that holds everything that was published by now.
 */
async function admit(parts: EventDoorParts, request: IncomingMessage, { address }: Entrance): Promise<ApiKey> {
  const { unready, catalogue, clock } = parts;
  const reason = unready();
  if (reason !== undefined) throw new Fault('unavailable', reason, { retryAfterSeconds: 1 });
  const { authorization } = request.headers;
  const ask = () => authenticate((hash) => catalogue.keyByHash(hash), authorization, 'ingest', clock.now(), address);
  let answer = ask();
  if (!answer.ok && answer.code === 'credential_unknown') {
    await parts.caughtUp();
    answer = ask();
  }
  if (!answer.ok) throw new Fault(answer.code, answer.detail);
  return answer.key;
}

/** Resolves once every record of the request is acknowledged; nothing is appended for a request without accepted events. */
async function record(
  { append, observer }: EventDoorParts,
  view: CatalogueView,
  stamp: { readonly root: string; readonly receivedAt: number; readonly backfill: BackfillStamp | undefined },
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const shard = view.root(stamp.root)?.shard;
  if (shard === undefined) throw new Fault('internal', 'The account of the API key is not in the catalogue.');
  const header = {
    kind: 'events',
    root: stamp.root,
    shard,
    revision: view.revision,
    receivedAt: stamp.receivedAt,
    ...(stamp.backfill === undefined ? {} : { backfill: stamp.backfill }),
  } as const;
  const startedAt = performance.now();
  // If one of several records fails the sender sends all of them again; those that were stored are duplicates then.
  await Promise.all(sourceRecords(header, lines).map((value) => append(shard, value)));
  observer.acknowledged((performance.now() - startedAt) / 1000);
}

/** The catalogue as it stands now; made anew only when the revision has changed. */
function latestView(catalogue: Catalogue): () => CatalogueView {
  let view = catalogue.asOf(catalogue.revision);
  return () => {
    if (view.revision !== catalogue.revision) view = catalogue.asOf(catalogue.revision);
    return view;
  };
}
