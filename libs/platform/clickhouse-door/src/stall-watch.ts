import type { ServerResponse } from 'node:http';
import { type AnalystLimits, stalled } from './analyst-limits.ts';
import type { RunningRequest } from './running.ts';

/** Cuts an analyst's client that does not take its rows: what it holds is waited for by others. */
export class StallWatch {
  readonly #request: RunningRequest;
  readonly #response: ServerResponse;
  readonly #limits: AnalystLimits;
  #timer: NodeJS.Timeout | undefined;

  constructor(request: RunningRequest, response: ServerResponse, limits: AnalystLimits) {
    this.#request = request;
    this.#response = response;
    this.#limits = limits;
  }

  /** Passes on whether the client keeps up; while an analyst's does not, its time runs. */
  watch(keepsUp: boolean): boolean {
    if (keepsUp || this.#request.user.role !== 'analyst') return keepsUp;
    this.#timer ??= setTimeout(() => {
      this.#request.stop.abort(stalled(this.#limits));
      this.#response.destroy();
    }, this.#limits.stallSeconds * 1000);
    return false;
  }

  /** The client has taken what it was handed, or there is nothing more. */
  taken(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
