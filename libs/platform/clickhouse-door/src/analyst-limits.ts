import { EngineError } from './engine-error.ts';
import type { RunningRequest } from './running.ts';

/** How long a query of an analyst may hold what others wait for. All on the wall clock. */
export interface AnalystLimits {
  /** From the moment it has a lane until its last row has been handed on. */
  readonly runSeconds: number;
  /** Waiting for its turn: one query a root runs at a time. */
  readonly queueSeconds: number;
  /** A client that takes none of its rows for this long is cut. */
  readonly stallSeconds: number;
}

export const ANALYST_LIMITS: AnalystLimits = { runSeconds: 60, queueSeconds: 60, stallSeconds: 10 };

export function ranTooLong({ runSeconds }: AnalystLimits): EngineError {
  return new EngineError(159, 'TIMEOUT_EXCEEDED', `Timeout exceeded: a query may take ${runSeconds} seconds in all`);
}

export function waitedTooLong({ queueSeconds }: AnalystLimits): EngineError {
  return new EngineError(
    202,
    'TOO_MANY_SIMULTANEOUS_QUERIES',
    `Other queries of this root ran for ${queueSeconds} seconds, and one runs at a time; send it again later`,
  );
}

export function stalled({ stallSeconds }: AnalystLimits): EngineError {
  return new EngineError(209, 'SOCKET_TIMEOUT', `The client took no rows for ${stallSeconds} seconds`);
}

/** Stops a request after a time. Gives a function that takes the stop back. */
export function stopAfter(request: RunningRequest, seconds: number, reason: EngineError): () => void {
  const timer = setTimeout(() => request.stop.abort(reason), seconds * 1000);
  return () => clearTimeout(timer);
}

/** Reads limits of whole seconds from the environment; what is not set keeps its default. */
export function analystLimitsOf(env: Readonly<Record<string, string | undefined>>): AnalystLimits {
  return {
    runSeconds: secondsOf(env, 'SUANPAN_ANALYST_RUN_SECONDS', ANALYST_LIMITS.runSeconds),
    queueSeconds: secondsOf(env, 'SUANPAN_ANALYST_QUEUE_SECONDS', ANALYST_LIMITS.queueSeconds),
    stallSeconds: secondsOf(env, 'SUANPAN_ANALYST_STALL_SECONDS', ANALYST_LIMITS.stallSeconds),
  };
}

function secondsOf(env: Readonly<Record<string, string | undefined>>, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error(`${name} must be whole seconds from 1 to 9999, not "${text}".`);
}
