import { hash } from 'node:crypto';

/** What happened, line by line: the same seed gives the same lines. */
export class Trace {
  readonly #lines: string[] = [];

  add(now: number, text: string): void {
    this.#lines.push(`${now} ${text}`);
  }

  last(count: number): readonly string[] {
    return this.#lines.slice(-count);
  }

  get length(): number {
    return this.#lines.length;
  }

  digest(): string {
    return hash('sha256', this.#lines.join('\n'));
  }
}
