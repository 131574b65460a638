import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A proof as it is registered under `proofs` in a project's package.json. */
export interface Proof {
  /** What holds if it ends with 0, for people. */
  readonly promise: string;
  /** The program, relative to the project. It runs on the sources. */
  readonly program: string;
  /** Arguments of the part that tests run, and of the whole. */
  readonly part: readonly string[];
  readonly full: readonly string[];
}

/** The proof a project has registered under a name. A RangeError says what is missing. */
export function proofOf(project: string, name: string): Proof {
  const path = join(project, 'package.json');
  const { proofs = {} } = JSON.parse(readFileSync(path, 'utf8')) as { proofs?: Record<string, Partial<Proof>> };
  const { promise, program, part, full } = proofs[name] ?? {};
  if (promise === undefined || program === undefined || !isArguments(part) || !isArguments(full))
    throw new RangeError(`${path} has no whole proof "${name}": it needs promise, program, part and full.`);
  return { promise, program, part, full };
}

function isArguments(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
