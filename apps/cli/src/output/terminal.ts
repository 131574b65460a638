import { readSecret } from './read-secret.ts';

/** Where a command writes: data for programs on one side, talk for people on the other. */
export interface Terminal {
  /** One line of data, on stdout. */
  out(line: string): void;
  /** One line of talk, on stderr. */
  say(line: string): void;
  /** Draws over the line drawn before, on stderr; an empty text wipes it. Only where `isInteractive`. */
  redraw(line: string): void;
  /** Asks for something nobody may see. Where nobody types, it is the next line of stdin; empty at its end. */
  askSecret(question: string): Promise<string>;
  /** Whether a person sees stderr as it is written. */
  readonly isInteractive: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
}

const DEFAULT_COLUMNS = 80;

/** The terminal of this process. With NO_COLOR or without a TTY nothing is redrawn in colour; we use no colour at all. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  return {
    out: (line) => stdout.write(`${line}\n`),
    say: (line) => stderr.write(`${line}\n`),
    redraw: (line) => stderr.write(`\r\u001b[2K${line}`),
    askSecret: (question) => readSecret(process.stdin, (text) => stderr.write(text), question),
    isInteractive: stderr.isTTY === true && process.env.TERM !== 'dumb',
    columns: stderr.columns ?? DEFAULT_COLUMNS,
  };
}
