/** Why something is not ready, as text for operators; `undefined` when it is. */
export type Check = () => string | undefined | Promise<string | undefined>;

export interface Readiness {
  readonly ready: boolean;
  /** By check: `ok`, or the reason. */
  readonly checks: Readonly<Record<string, string>>;
  /** What is not as it should be though the work can be done; absent if all is well. */
  readonly degraded?: Readonly<Record<string, string>>;
}

const CHECK_WITHIN_MS = 2_000;
const OK = 'ok';

/** Whether a service can do its work now, asked of everything it needs for that. */
export class Health {
  readonly #checks = new Map<string, Check>();
  readonly #notes = new Map<string, Check>();
  #state: 'starting' | 'running' | 'stopping' = 'starting';

  /** Adds a check under a name; the check of the same name before it is replaced. */
  register(name: string, check: Check): void {
    this.#checks.set(name, check);
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
    const checks = { service: this.#state === 'running' ? OK : this.#state, ...Object.fromEntries(answers) };
    const degraded = notes.filter(([, answer]) => answer !== OK);
    return {
      ready: Object.values(checks).every((answer) => answer === OK),
      checks,
      ...(degraded.length === 0 ? {} : { degraded: Object.fromEntries(degraded) }),
    };
  }
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
