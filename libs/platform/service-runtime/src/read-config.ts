import { Fault } from '@suanpan/fault';

/** One setting: how its text becomes a value, and what a person should know of it. */
export interface Setting<T> {
  /** The environment variable. */
  readonly name: string;
  readonly help: string;
  /** As it would be written; `undefined` if it must be set. */
  readonly fallback: string | undefined;
  readonly secret: boolean;
  /** Reads a value, or throws an error that says what is expected. */
  parse(text: string): T;
}

export type ConfigSpec = Readonly<Record<string, Setting<unknown>>>;

export type ConfigOf<S extends ConfigSpec> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

type Environment = Readonly<Record<string, string | undefined>>;

function setting<T>(name: string, help: string, fallback: string | undefined, parse: (text: string) => T): Setting<T> {
  return { name, help, fallback, secret: false, parse };
}

/** Text that is not empty. */
export function textSetting(name: string, help: string, fallback?: string): Setting<string> {
  return setting(name, help, fallback, (text) => text);
}

/** Text that is never shown. */
export function secretSetting(name: string, help: string, fallback?: string): Setting<string> {
  return { ...textSetting(name, help, fallback), secret: true };
}

/** A whole number within bounds, both included. */
export function integerSetting(
  name: string,
  help: string,
  bounds: { readonly min: number; readonly max: number; readonly fallback?: number },
): Setting<number> {
  const { min, max, fallback } = bounds;
  return setting(name, help, fallback === undefined ? undefined : String(fallback), (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value) || value < min || value > max) {
      throw new RangeError(`a whole number from ${min} to ${max}`);
    }
    return value;
  });
}

/** A TCP port; 0 lets the system choose a free one. */
export function portSetting(name: string, help: string, fallback?: number): Setting<number> {
  return integerSetting(name, help, { min: 0, max: 65_535, ...(fallback === undefined ? {} : { fallback }) });
}

/** `true` or `false`. */
export function flagSetting(name: string, help: string, fallback?: boolean): Setting<boolean> {
  return setting(name, help, fallback === undefined ? undefined : String(fallback), (text) => {
    if (text !== 'true' && text !== 'false') throw new RangeError('true or false');
    return text === 'true';
  });
}

/** Texts separated by commas, at least one. */
export function listSetting(name: string, help: string, fallback?: string): Setting<readonly string[]> {
  return setting(name, help, fallback, (text) => {
    const all = text.split(',').map((part) => part.trim());
    if (all.some((part) => part === '')) throw new RangeError('a list separated by commas, without empty places');
    return all;
  });
}

/** One of some words. */
export function choiceSetting<const C extends string>(
  name: string,
  help: string,
  choices: readonly C[],
  fallback?: NoInfer<C>,
): Setting<C> {
  return setting(name, help, fallback, (text) => {
    const chosen = choices.find((choice) => choice === text);
    if (chosen === undefined) throw new RangeError(`one of ${choices.join(', ')}`);
    return chosen;
  });
}

/** An address with a scheme. It may hold a password, so it is never shown. */
export function urlSetting(name: string, help: string, schemes: readonly string[], fallback?: string): Setting<string> {
  const read = setting(name, help, fallback, (text) => {
    const scheme = URL.canParse(text) ? new URL(text).protocol.slice(0, -1) : undefined;
    if (scheme === undefined || !schemes.includes(scheme)) {
      throw new RangeError(`an address that begins with ${schemes.map((each) => `${each}://`).join(' or ')}`);
    }
    return text;
  });
  return { ...read, secret: true };
}

/**
 * Reads every setting from the environment. `config_invalid` lists all that is wrong at once: a start should fail once,
 * not once a setting. Values of secret settings are never repeated.
 */
export function readConfig<S extends ConfigSpec>(env: Environment, spec: S): ConfigOf<S> {
  const wrong: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(spec)) {
    const given = env[each.name];
    const text = given === undefined || given === '' ? each.fallback : given;
    if (text === undefined) {
      wrong.push(`${each.name} is not set (${each.help})`);
      continue;
    }
    try {
      values[key] = each.parse(text);
    } catch (error) {
      const shown = each.secret ? '' : ` "${text}"`;
      wrong.push(`${each.name}${shown} should be ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (wrong.length > 0) throw new Fault('config_invalid', `${wrong.join('; ')}.`);
  return values as ConfigOf<S>;
}

/** The settings in force, by environment variable, to be logged at start. */
export function shownConfig(env: Environment, spec: ConfigSpec): Record<string, string> {
  return Object.fromEntries(
    Object.values(spec).map(({ name, fallback, secret }) => {
      const given = env[name];
      const text = given === undefined || given === '' ? fallback : given;
      return [name, secret && text !== undefined ? '(hidden)' : (text ?? '')];
    }),
  );
}
