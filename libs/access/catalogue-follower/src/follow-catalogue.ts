import { type Catalogue, type SealedRevision, unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { Fault, isTransient } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { RevisionWaits } from './revision-waits.ts';
import { backoffMs, deferred, pause } from './signal.ts';

const READ_BYTES_MAX = 4 * 1024 * 1024;
/** How long one read waits for news, and so how long stopping may take. */
const READ_WAIT_MS = 1_000;

export interface FollowOptions {
  /** Stops following when it fires. */
  readonly signal?: AbortSignal;
  /** Called after each revision has been applied, in order. What it throws stops the follower. */
  readonly onRevision?: (sealed: SealedRevision) => void;
  /** Called once when following ends for good by an error; the same error as `failed`. */
  readonly onFailed?: (error: Error) => void;
  /** Called for each passing fault, before the next try. */
  readonly onRetry?: (error: Error, tries: number) => void;
  /** How long one read waits for news, milliseconds. */
  readonly readWaitMs?: number;
}

/** A catalogue that follows its topic. */
export interface CatalogueFollower {
  /**
   * Resolves with the revision once everything is applied that was on the topic at the start.
   * Rejects with the error if following ends before.
   */
  readonly caughtUp: Promise<number>;
  /** Resolves with the error that ended following; stays open while it goes on, and after `stop`. */
  readonly failed: Promise<Error>;
  /** The error that ended following, if one did: what a health check asks. */
  readonly error: Error | undefined;
  /** The newest revision applied. */
  readonly revision: number;
  /**
   * Resolves as soon as the revision is applied. `revision_unknown` once the follower has read up to the topic's end
   * and it is not there; `unavailable` when the time is up before that is known; the ending error if following ended.
   */
  waitForRevision(revision: number, timeoutMs: number): Promise<void>;
  /**
   * Resolves once everything is applied that is on the topic at the time of the call: what was published before is known
   * then. `unavailable` when the time is up before; the ending error if following ended.
   */
  waitForAll(timeoutMs: number): Promise<void>;
  /** Ends following, after the read in flight at most. Open waits are refused as `unavailable`. */
  stop(): Promise<void>;
}

/**
 * Applies `catalogue.changes` to a fresh catalogue from the first revision on and keeps following. Passing faults of the
 * log are tried again for ever, with growing delay; a break of the chain, a corrupt record, or a log that lost its
 * start or its end stops the follower and is reported: a fold must not go on from a guess.
 */
export function followCatalogue(log: Log, catalogue: Catalogue, options: FollowOptions = {}): CatalogueFollower {
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted === true) stop();

  const caughtUp = deferred<number>();
  const failed = deferred<Error>();
  const waits = new RevisionWaits(log, catalogue, stopped.signal);
  let error: Error | undefined;

  const fold = foldTopic(log, catalogue, options, stopped.signal, {
    progressed: (position) => waits.progressed(position),
    caughtUp: () => caughtUp.resolve(catalogue.revision),
  });
  const done = fold
    .then(
      () => new Fault('unavailable', 'Following the catalogue has been stopped.'),
      (cause: unknown) => {
        error = cause instanceof Error ? cause : new Fault('defect', 'Following failed.', { cause });
        return error;
      },
    )
    .then((end) => {
      options.signal?.removeEventListener('abort', stop);
      waits.ended(end);
      caughtUp.reject(end);
      if (error === undefined) return;
      failed.resolve(error);
      options.onFailed?.(error);
    });

  return {
    caughtUp: caughtUp.promise,
    failed: failed.promise,
    get error() {
      return error;
    },
    get revision() {
      return catalogue.revision;
    },
    waitForRevision: (revision, timeoutMs) => waits.wait(revision, timeoutMs),
    waitForAll: (timeoutMs) => waits.waitForAll(timeoutMs),
    stop: () => {
      stop();
      return done;
    },
  };
}

interface FoldEvents {
  /** Everything below this offset has been applied. */
  progressed(position: number): void;
  caughtUp(): void;
}

async function foldTopic(
  log: Log,
  catalogue: Catalogue,
  options: FollowOptions,
  signal: AbortSignal,
  events: FoldEvents,
): Promise<void> {
  const topic = CATALOGUE_CHANGES.name;
  const retry = { signal, onRetry: options.onRetry };
  const first = await retried(retry, () => log.bounds(topic, 0));
  if (first === undefined) return;
  let position = 0;
  if (first.end === 0) events.caughtUp();
  events.progressed(0);
  while (!signal.aborted) {
    const from = position;
    const waitMs = options.readWaitMs ?? READ_WAIT_MS;
    const records = await retried(retry, () => log.read(topic, 0, from, READ_BYTES_MAX, waitMs));
    for (const record of records ?? []) {
      const before = catalogue.revision;
      const sealed = unpackRevision(record.value);
      catalogue.apply(sealed);
      position = record.offset + 1;
      if (catalogue.revision > before) options.onRevision?.(sealed);
    }
    events.progressed(position);
    if (position >= first.end) events.caughtUp();
  }
}

/** Tries until it works; answers nothing when the signal fires first. Errors that will not pass are thrown. */
async function retried<T>(
  how: { signal: AbortSignal; onRetry: ((error: Error, tries: number) => void) | undefined },
  act: () => Promise<T>,
): Promise<T | undefined> {
  for (let tries = 1; !how.signal.aborted; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isTransient(error)) throw error;
      how.onRetry?.(error as Error, tries);
      await pause(backoffMs(tries), how.signal);
    }
  }
  return undefined;
}
