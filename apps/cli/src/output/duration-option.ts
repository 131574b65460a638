import { InvalidArgumentError } from 'commander';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads an option that is a duration such as `90s`, `30m`, `24h` or `7d`. Seconds. */
export function durationOption(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = SECONDS[unit];
  if (seconds === undefined) throw new InvalidArgumentError('It must be a duration such as 90s, 30m, 24h or 7d.');
  return Number(count) * seconds;
}
