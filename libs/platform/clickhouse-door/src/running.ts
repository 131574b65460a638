import { EngineError } from './engine-error.ts';
import type { DoorUser } from './users.ts';

/** One request from its arrival to its end, whichever stage it is in. */
export interface RunningRequest {
  readonly number: number;
  readonly queryId: string;
  readonly user: DoorUser;
  readonly comment: string;
  readonly startedAtMs: number;
  /** Set as soon as the statement is known. */
  sql: string;
  /** Stops the request wherever it is: still arriving, waiting for a lane, or in the engine. */
  readonly stop: AbortController;
  /** Settles when the request no longer touches the engine. */
  readonly ended: Promise<void>;
  readonly end: () => void;
}

export function cancelled(): EngineError {
  return new EngineError(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled');
}

/**
 * Every request the door is busy with. The engine knows only those it runs; a query that still waits for its turn
 * must be found by KILL all the same, or an insert of a fenced sink could start after the fence.
 */
export class RunningRequests {
  readonly #requests = new Map<number, RunningRequest>();
  #lastNumber = 0;

  /** Registers a request; throws QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING if its id is taken. */
  add(queryId: string, user: DoorUser, comment: string): RunningRequest {
    for (const other of this.#requests.values()) {
      if (other.queryId === queryId) {
        throw new EngineError(
          216,
          'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING',
          `Query with id = ${queryId} is already running.`,
        );
      }
    }
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((settle) => {
      resolve = settle;
    });
    const request: RunningRequest = {
      number,
      queryId,
      user,
      comment,
      startedAtMs: Date.now(),
      sql: '',
      stop: new AbortController(),
      ended: promise,
      end: () => {
        this.#requests.delete(number);
        resolve();
      },
    };
    this.#requests.set(number, request);
    return request;
  }

  list(): RunningRequest[] {
    return [...this.#requests.values()];
  }
}
