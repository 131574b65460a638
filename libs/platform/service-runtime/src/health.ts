import { FAULTS, Fault, type FaultCode, type FaultKind, isFault } from '@suanpan/fault';

/** Why something is not ready, as text for operators; `undefined` when it is. */
export type Check = () => string | undefined | Promise<string | undefined>;

/** A part of the work that stands still until a person has acted; the rest goes on. */
export interface HaltedPart {
  /** For people: a partition, for example. */
  readonly part: string;
  readonly code: FaultCode;
  readonly detail: string;
  readonly cure: string;
}

export interface Readiness {
  readonly ready: boolean;
  /** By check: `ok`, or the reason. */
  readonly checks: Readonly<Record<string, string>>;
  /** By check: what stands still until a person has acted. Absent if nothing does. */
  readonly halted?: Readonly<Record<string, readonly HaltedPart[]>>;
  /** What is not as it should be though the work can be done; absent if all is well. */
  readonly degraded?: Readonly<Record<string, string>>;
}

const CHECK_WITHIN_MS = 2_000;
const OK = 'ok';
const DEFAULT_CURE = 'See the log of the service, mend the cause, and restart the service.';

/** What is told of a part that an error has halted. An error without a name shows nothing of itself. */
export function haltedPart(part: string, error: unknown): HaltedPart {
  const { code, detail } = isFault(error) ? error : new Fault('defect', 'The failure has been logged.');
  const { cure }: FaultKind = FAULTS[code];
  return { part, code, detail, cure: cure ?? DEFAULT_CURE };
}

/** Whether a service can do its work now, asked of everything it needs for that. */
export class Health {
  readonly #checks = new Map<string, Check>();
  readonly #notes = new Map<string, Check>();
  readonly #halts = new Map<string, () => readonly HaltedPart[]>();
  #state: 'starting' | 'running' | 'stopping' = 'starting';

  /** Adds a check under a name; the check of the same name before it is replaced. */
  register(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  /** Adds a check that tells what is halted. While anything is, the service is not ready. */
  registerHalts(name: string, halted: () => readonly HaltedPart[]): void {
    this.#halts.set(name, halted);
  }

  /** Adds a check that is only told: what it finds makes the service degraded, not unready. */
  note(name: string, check: Check): void {
    this.#notes.set(name, check);
  }

  running(): void {
    if (this.#state === 'starting') this.#state = 'running';
  }

  stopping(): void {
    this.#state = 'stopping';
  }

  /** Asks all checks side by side. One that throws, or does not answer within 2 s, is not ready. */
  async readiness(): Promise<Readiness> {
    const [answers, notes] = await Promise.all([askAll(this.#checks), askAll(this.#notes)]);
    const halted = [...this.#halts].map(([name, parts]) => [name, parts()] as const);
    const checks = {
      service: this.#state === 'running' ? OK : this.#state,
      ...Object.fromEntries(answers),
      ...Object.fromEntries(halted.map(([name, parts]) => [name, haltsText(parts)])),
    };
    const still = halted.filter(([, parts]) => parts.length > 0);
    const degraded = notes.filter(([, answer]) => answer !== OK);
    return {
      ready: Object.values(checks).every((answer) => answer === OK),
      checks,
      ...(still.length === 0 ? {} : { halted: Object.fromEntries(still) }),
      ...(degraded.length === 0 ? {} : { degraded: Object.fromEntries(degraded) }),
    };
  }
}

function haltsText(parts: readonly HaltedPart[]): string {
  if (parts.length === 0) return OK;
  return parts.map(({ part, code, detail }) => `${part} is halted: ${code}: ${detail}`).join('; ');
}

function askAll(checks: ReadonlyMap<string, Check>): Promise<(readonly [string, string])[]> {
  return Promise.all([...checks].map(async ([name, check]) => [name, await ask(check)] as const));
}

async function ask(check: Check): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${CHECK_WITHIN_MS / 1000} s`), CHECK_WITHIN_MS);
  });
  try {
    return (await Promise.race([Promise.resolve().then(check), late])) ?? OK;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
