import type { Terminal } from '../output/terminal.ts';

/** A terminal that keeps what is written, for specs. */
export class RecordingTerminal implements Terminal {
  readonly data: string[] = [];
  readonly talk: string[] = [];
  readonly drawn: string[] = [];
  /** What is typed when something is asked, one after the other. */
  readonly answers: string[] = [];
  readonly isInteractive: boolean;
  readonly columns = 80;

  constructor(isInteractive = false) {
    this.isInteractive = isInteractive;
  }

  out(line: string): void {
    this.data.push(line);
  }

  say(line: string): void {
    this.talk.push(line);
  }

  askSecret(question: string): Promise<string> {
    this.talk.push(question);
    return Promise.resolve(this.answers.shift() ?? '');
  }

  redraw(line: string): void {
    this.drawn.push(line);
  }
}
