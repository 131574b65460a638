import type { UsageEvent } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';

/** The fault for a stored value that is not what a decision wrote. Going on would bill what nobody can account for. */
export function damagedValue(what: string, cause?: unknown): Fault {
  return new Fault('state_damaged', `What is stored of ${what} cannot be read.`, { cause });
}

/** A stored value as the text it was written from. */
export function storedText(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
}

/** Reads what a decision stored as JSON. `state_damaged` if it is none, or not of the form that was written. */
export function storedJson<T>(text: string, what: string, isOfForm: (value: Partial<T>) => boolean): T {
  let value: T | null;
  try {
    value = JSON.parse(text) as T | null;
  } catch (cause) {
    throw damagedValue(what, cause);
  }
  if (typeof value !== 'object' || value === null || !isOfForm(value)) throw damagedValue(what);
  return value;
}

/** Reads a stored whole number. `state_damaged` if it is none. */
export function storedInteger(text: string, what: string): bigint {
  if (!/^-?\d{1,40}$/.test(text)) throw damagedValue(what);
  return BigInt(text);
}

/** The quarantined call that is stored under the key of an open outcome. */
export function openEvent(value: Uint8Array): UsageEvent {
  return storedJson<UsageEvent>(
    storedText(value),
    'a call that waits for a price',
    ({ root }) => typeof root === 'string',
  );
}
