import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { whyNoAnswer } from './clickhouse-answers.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(answer ?? (() => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a ClickHouse that answers is fine', async () => {
  expect(await whyNoAnswer(await serve((_request, answer) => answer.end('Ok.\n')))).toBeUndefined();
});

test('one that takes the question and never answers is told within the time of a health check', async () => {
  expect(await whyNoAnswer(await serve(() => undefined))).toBe('ClickHouse does not answer');
}, 2_000);

test('one that is not there, and one that refuses, are told apart', async () => {
  expect(await whyNoAnswer('http://127.0.0.1:1')).toBe('ClickHouse does not answer');
  expect(await whyNoAnswer(await serve((_request, answer) => answer.writeHead(503).end()))).toContain('503');
});
