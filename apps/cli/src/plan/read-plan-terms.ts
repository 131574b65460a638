import { readFileSync } from 'node:fs';
import { Fault } from '@suanpan/fault';

/** A plan in a file: what it says, and where it belongs if it says that, too. */
export interface PlanFile {
  readonly plan: unknown;
  readonly root: unknown;
  /** Name, currency, components and so on. */
  readonly terms: Readonly<Record<string, unknown>>;
}

/** Reads a plan as JSON. `config_invalid` when it cannot be read; what it says is for the service to judge. */
export function readPlanTerms(file: string): PlanFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault('config_invalid', `${file} cannot be read.`, { cause });
  }
  try {
    // Id and version are what the service gives: a plan that was shown and edited has those of before.
    const { id: _id, version: _version, plan, root, ...terms } = Object(JSON.parse(text)) as Record<string, unknown>;
    return { plan, root, terms };
  } catch (cause) {
    throw new Fault('config_invalid', `${file} is not JSON.`, { cause });
  }
}
