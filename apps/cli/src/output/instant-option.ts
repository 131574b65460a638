import { parseInstant } from '@suanpan/time';
import { InvalidArgumentError } from 'commander';

/** Reads an option that is an instant: RFC 3339, or a day, which means its first instant in UTC. Epoch milliseconds. */
export function instantOption(text: string): number {
  const instant = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant === undefined) {
    throw new InvalidArgumentError('It must be a day such as 2026-01-31 or a time such as 2026-01-31T08:00:00Z.');
  }
  return instant;
}

/** An instant of the API for people: the day alone where it is the first instant of one in UTC; a dash for none. */
export function dayOrTime(instant: string | null): string {
  return instant === null ? '-' : instant.replace('T00:00:00.000Z', '');
}
