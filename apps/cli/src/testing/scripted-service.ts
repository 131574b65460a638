import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** What was asked. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Script {
  readonly url: string;
  readonly received: readonly Received[];
  stop(): void;
}

/** A service that gives these replies one after the other, the last one for ever; `cut` drops the connection. */
export async function scriptedService(replies: readonly (Reply | 'cut')[]): Promise<Script> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const { method = '', url = '', headers } = request;
    received.push({ method, path: url, headers, body: text === '' ? undefined : JSON.parse(text) });
    const reply = replies[Math.min(received.length, replies.length) - 1] ?? 'cut';
    if (reply === 'cut') response.destroy();
    else {
      response.writeHead(reply.status, { 'retry-after': '0', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
