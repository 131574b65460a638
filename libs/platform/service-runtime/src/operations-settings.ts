import type { Setting } from './read-config.ts';

/** A port of its own for health and metrics. */
export interface OperationsAddress {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

export const OPERATIONS_PORT = 'SUANPAN_OPERATIONS_PORT';

const LOOPBACK = '127.0.0.1';
const FORM = /^(?:(?<host>[^\s:]+|\[[0-9a-fA-F:]+\]):)?(?<port>\d{1,5})$/;
const NONE = 'none';

/**
 * Where health and metrics are served, and then nowhere else: `9464` is that port of this machine alone, `0.0.0.0:9464` of
 * every address. `none` serves them beside everything else.
 */
export function operationsSetting(): Setting<OperationsAddress | undefined> {
  return {
    name: OPERATIONS_PORT,
    help: 'port of health and metrics alone, with an address before it if other machines ask',
    fallback: NONE,
    secret: false,
    parse(text) {
      if (text === NONE) return undefined;
      const { host = LOOPBACK, port } = FORM.exec(text)?.groups ?? {};
      if (port === undefined || Number(port) > 65_535)
        throw new RangeError('a port, or an address and a port, or none');
      return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
    },
  };
}
