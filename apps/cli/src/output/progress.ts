import type { Terminal } from './terminal.ts';

const REDRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;
const BAR_MAX = 40;

/** One line of progress: a bar that fits the terminal, counts and a rate. */
export function progressLine(what: string, done: number, total: number, elapsedMs: number, columns: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const rate = elapsedMs > 0 ? Math.round((done / elapsedMs) * 1000) : 0;
  const counts = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  const text = `${what} ${String(Math.floor(share * 100)).padStart(3)} % ${counts}, ${rate.toLocaleString('en')}/s`;
  const room = Math.min(BAR_MAX, columns - text.length - 4);
  if (room < 5) return text.slice(0, Math.max(0, columns - 1));
  const filled = Math.round(share * room);
  return `[${'#'.repeat(filled)}${'.'.repeat(room - filled)}] ${text}`;
}

/** Shows how far something has come: a bar that is redrawn on a terminal, a plain line now and then elsewhere. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #what: string;
  readonly #total: number;
  readonly #now: () => number;
  readonly #started: number;
  #shownAt: number;

  constructor(terminal: Terminal, what: string, total: number, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#what = what;
    this.#total = total;
    this.#now = now;
    this.#started = now();
    this.#shownAt = this.#started;
  }

  /** Shows the new state if enough time has passed since the last. */
  update(done: number): void {
    const now = this.#now();
    const every = this.#terminal.isInteractive ? REDRAW_EVERY_MS : LINE_EVERY_MS;
    if (now - this.#shownAt < every) return;
    this.#shownAt = now;
    const line = progressLine(this.#what, done, this.#total, now - this.#started, this.#terminal.columns);
    if (this.#terminal.isInteractive) this.#terminal.redraw(line);
    else this.#terminal.say(line);
  }

  /** Leaves the last state behind as a plain line. */
  end(done: number): void {
    const seconds = Math.max(0, this.#now() - this.#started) / 1000;
    if (this.#terminal.isInteractive) this.#terminal.redraw('');
    const counts = `${done.toLocaleString('en')} of ${this.#total.toLocaleString('en')}`;
    this.#terminal.say(`${this.#what}: ${counts} in ${seconds.toFixed(1)} s`);
  }
}
