import { createHmac, timingSafeEqual } from 'node:crypto';
import { Fault } from '@suanpan/fault';

const MAC_BYTES = 16;

/** Writes and reads the places where lists go on. */
export interface Cursors {
  /** A cursor that goes on after a key; good for the list and the filters it was given for. */
  write(list: string, filters: unknown, after: string): string;
  /** The key to go on after; `undefined` at the beginning. `cursor_invalid` for anything that was not written here. */
  read(list: string, filters: unknown, cursor: string | undefined): string | undefined;
}

/**
 * Cursors sealed with a key. They hold no secret, but who could write one could ask for places in orders that no list has;
 * and a cursor of other filters would silently skip entries.
 */
export function createCursors(key: Uint8Array): Cursors {
  const macOf = (list: string, filters: unknown, after: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([list, filters, after]))
      .digest()
      .subarray(0, MAC_BYTES);
  return {
    write: (list, filters, after) =>
      Buffer.concat([macOf(list, filters, after), Buffer.from(after)]).toString('base64url'),
    read: (list, filters, cursor) => {
      if (cursor === undefined) return undefined;
      const bytes = Buffer.from(cursor, 'base64url');
      const after = bytes.subarray(MAC_BYTES).toString();
      const good =
        bytes.length > MAC_BYTES && timingSafeEqual(bytes.subarray(0, MAC_BYTES), macOf(list, filters, after));
      if (!good) throw new Fault('cursor_invalid', 'Use a cursor only with the list and the filters that gave it.');
      return after;
    },
  };
}
