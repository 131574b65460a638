import type { Terminal } from './terminal.ts';

/** A line that tells how far long work is. */
export interface ProgressLine {
  /** Share done, 0 to 1. */
  show(share: number): void;
  /** Wipes the line; the result says the rest. */
  end(): void;
}

const WIDTH = 30;
const REDRAW_MS = 100;
const PLAIN_MS = 5_000;

/** A bar that is redrawn where a person watches, and a plain line every five seconds elsewhere. */
export function progressLine(terminal: Terminal, title: string): ProgressLine {
  let lastAt = performance.now();
  return {
    show(share) {
      const now = performance.now();
      if (now - lastAt < (terminal.isInteractive ? REDRAW_MS : PLAIN_MS)) return;
      lastAt = now;
      const percent = `${Math.floor(share * 100)}%`.padStart(4);
      if (!terminal.isInteractive) terminal.say(`${title} ${percent.trim()}`);
      else terminal.redraw(`${title} ${'█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░')} ${percent}`);
    },
    end() {
      if (terminal.isInteractive) terminal.redraw('');
    },
  };
}
