import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * The reading end of a named pipe the engine writes its rows to. A writing end of our own keeps it open, so that no
 * end is seen before the query has settled, and so that it does end when the engine never opened it.
 */
export class ResultPipe {
  readonly #socket: Socket;
  readonly #ended: Promise<void>;
  #ownWriter: number | undefined;

  /** `onRows` returns false to pause; `resume` goes on. */
  constructor(path: string, onRows: (rows: Buffer) => boolean) {
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.#ownWriter = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    this.#socket = new Socket({ fd: reader, readable: true, writable: false });
    this.#ended = new Promise((resolve, reject) => {
      this.#socket.on('end', resolve);
      this.#socket.on('error', reject);
    });
    // The failure is reported by `finish`; until somebody waits there it must not count as unhandled.
    this.#ended.catch(() => undefined);
    this.#socket.on('data', (rows) => {
      if (!onRows(rows)) this.#socket.pause();
    });
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Call once the query has settled: waits until all rows have been handed on, then closes the pipe. */
  async finish(): Promise<void> {
    if (this.#ownWriter !== undefined) closeSync(this.#ownWriter);
    this.#ownWriter = undefined;
    try {
      await this.#ended;
    } finally {
      this.#socket.destroy();
    }
  }
}
