import { createServer } from 'node:net';
import { Fault } from '@suanpan/fault';

/** Tries to listen; resolves to the port that was got (for 0, one that the system chose) or to the error's code. */
function tryPort(port: number, host: string): Promise<{ port: number } | { refused: string }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve({ refused: error.code ?? error.message }));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const got = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve({ port: got }));
    });
  });
}

/** A port nobody listens on now. It may be taken by the time it is used; the part then says so. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const tried = await tryPort(0, host);
  if ('port' in tried) return tried.port;
  throw new Fault('port_in_use', `No port is free on ${host} (${tried.refused}).`);
}

/** Fails with `port_in_use` unless `port` can be listened on; the detail names the setting that moves it. */
export async function demandPort(what: string, port: number, setting: string, host = '127.0.0.1'): Promise<void> {
  const tried = await tryPort(port, host);
  if ('port' in tried) return;
  const why = tried.refused === 'EADDRINUSE' ? 'is already in use' : `cannot be listened on (${tried.refused})`;
  throw new Fault('port_in_use', `Port ${port}, which ${what} needs, ${why}. Set ${setting} to another port.`);
}
