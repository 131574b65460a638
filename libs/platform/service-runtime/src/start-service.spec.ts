import 'reflect-metadata';
import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { Body, Controller, Get, HttpException, Inject, Module, Post } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { Fault } from '@suanpan/fault';
import {
  Health,
  Metrics,
  newServiceLog,
  RequestFault,
  SERVICE_LOG,
  type Service,
  type ServiceLog,
  startService,
} from './index.ts';
import type { ServiceOptions } from './start-service.ts';

const lines: Record<string, unknown>[] = [];
const log = newServiceLog('spec', { SUANPAN_LOG: 'debug' }, { write: (line) => void lines.push(JSON.parse(line)) });
const running: Service[] = [];

@Controller()
class Things {
  constructor(
    @Inject(SERVICE_LOG) private readonly log: ServiceLog,
    private readonly health: Health,
    private readonly metrics: Metrics,
  ) {}

  @Get('things/:id')
  thing(): { parts: boolean } {
    const { log, health, metrics } = this;
    return { parts: log !== undefined && health instanceof Health && metrics instanceof Metrics };
  }

  @Post('things')
  make(@Body() body: unknown): unknown {
    return { body };
  }

  @Post('large')
  large(): string {
    return 'taken';
  }

  @Get('faulty')
  faulty(): never {
    throw new Fault('overloaded', 'Come again.', { retryAfterSeconds: 1.2 });
  }

  @Get('flawed')
  flawed(): never {
    const flaws = [{ pointer: '/name', detail: 'is missing' }];
    throw new RequestFault('request_invalid', 'One place is wrong.', { flaws, headers: { 'x-spec': 'told' } });
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('password=hunter2');
  }

  @Get('teapot')
  teapot(): never {
    throw new HttpException('I am a teapot', 418);
  }
}

@Module({ controllers: [Things] })
class Service_ {}

async function start(more: Partial<ServiceOptions> = {}): Promise<Service> {
  const service = await startService({ name: 'spec', module: Service_, host: '127.0.0.1', port: 0, log, ...more });
  running.push(service);
  return service;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  lines.length = 0;
});

async function problem(url: string, init: RequestInit = {}) {
  const answer = await fetch(url, init);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const body = (await answer.json()) as { status: number; code: string; detail: string };
  expect(body.status).toBe(answer.status);
  return { ...body, headers: answer.headers };
}

test('a Nest route answers, and the runtime parts are injected', async () => {
  const { url } = await start();
  const answer = await fetch(`${url}/things/7`);
  expect([answer.status, await answer.json()]).toEqual([200, { parts: true }]);
});

test('a fault of a Nest route is its problem, with the time to wait', async () => {
  const { url } = await start();
  const { headers, ...body } = await problem(`${url}/faulty`);
  expect(body).toEqual({
    type: 'https://suanpan.dev/faults/overloaded',
    title: 'The service is busy; send again later',
    status: 429,
    code: 'overloaded',
    detail: 'Come again.',
  });
  expect(headers.get('retry-after')).toBe('2');
});

test('a fault about a request says where it is wrong, and brings headers of its own', async () => {
  const { url } = await start();
  const { headers, ...body } = await problem(`${url}/flawed`);
  expect(body).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/name', detail: 'is missing' }] });
  expect(headers.get('x-spec')).toBe('told');
});

test('an unknown error shows nothing of itself and is logged with its stack', async () => {
  const { url } = await start();
  const body = await problem(`${url}/broken`);
  expect(body.code).toBe('internal');
  expect(JSON.stringify(body)).not.toContain('hunter2');
  const logged = lines.find(({ msg }) => msg === 'a request failed');
  expect(logged).toMatchObject({ level: 'error', path: '/broken', err: { cause: { name: 'TypeError' } } });
});

test('what the frameworks refuse by themselves is a problem with a stable code', async () => {
  const { url } = await start({ fastify: { bodyLimit: 100 } });
  const post = (body: string, type = 'application/json') => ({
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  expect(await problem(`${url}/nowhere`)).toMatchObject({ status: 404, code: 'not_found' });
  expect(await problem(`${url}/things`, post('{"a":'))).toMatchObject({ status: 400, code: 'request_malformed' });
  expect(await problem(`${url}/things`, post('x'.repeat(200)))).toMatchObject({
    status: 413,
    code: 'request_too_large',
  });
  expect(await problem(`${url}/things`, post('<a/>', 'text/xml'))).toMatchObject({
    status: 415,
    code: 'media_type_unsupported',
  });
  expect(await problem(`${url}/%ff`)).toMatchObject({ code: 'not_found' });
  expect((await problem(`${url}/teapot`)).code).toBe('internal');
});

test('one address may take larger bodies than all others', async () => {
  const { url } = await start({ fastify: { bodyLimit: 100 }, bodyLimits: { '/things': 300 } });
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ a: 'x'.repeat(200) });
  expect((await fetch(`${url}/things`, { method: 'POST', headers, body })).status).toBe(201);
  expect(await problem(`${url}/large`, { method: 'POST', headers, body })).toMatchObject({ code: 'request_too_large' });
});

test('a known address with another method names the methods it takes', async () => {
  const { url } = await start({ routes: (scope) => void scope.put('/raw/:id', async () => 'x') });
  for (const [path, allow] of [
    ['/things/7', 'GET'],
    ['/things', 'POST'],
    ['/raw/9', 'PUT'],
  ]) {
    const { code, status, headers } = await problem(`${url}${path}`, { method: 'DELETE' });
    expect([code, status, headers.get('allow')]).toEqual(['method_not_allowed', 405, allow]);
  }
});

test.each(['DELETE', 'OPTIONS', 'PROPFIND', 'QUERY', 'PUT'])(
  '%s is answered by what the address takes, whatever the body is and whether it can be read at all',
  async (method) => {
    const { url } = await start();
    const bodies: [string, Record<string, string>][] = [
      ['', {}],
      ['{"half', { 'content-type': 'application/json' }],
      ['x', { 'content-type': 'text/odd' }],
    ];
    for (const [body, headers] of bodies) {
      const sent = { method, headers, ...(body === '' ? {} : { body }) };
      const known = await problem(`${url}/things`, sent);
      expect([known.code, known.status, known.headers.get('allow')]).toEqual(['method_not_allowed', 405, 'POST']);
      const unknown = await problem(`${url}/none`, sent);
      expect([unknown.code, unknown.status, unknown.headers.get('allow')]).toEqual(['not_found', 404, null]);
    }
  },
);

test('a body that names a key twice, at any depth, or is nested without end is refused and read by nobody', async () => {
  const { url } = await start();
  const headers = { 'content-type': 'application/json' };
  const post = (body: string) => fetch(`${url}/things`, { method: 'POST', headers, body });
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  for (const body of [
    '{"role":"auditor","role":"root"}',
    '{"a":[{"b":1,"c":{"d":1,"\\u0064":2}}]}',
    deep(65),
    deep(100_000),
    '{"a":1',
  ]) {
    expect([body, (await problem(`${url}/things`, { method: 'POST', headers, body })).code]).toEqual([
      body,
      'request_malformed',
    ]);
  }
  for (const body of ['{"a":{"a":1},"b":[{"a":":"},{"a":2}]}', deep(64), '"text"', '7']) {
    const answer = await post(body);
    expect([answer.status, await answer.json()]).toEqual([201, { body: JSON.parse(body) }]);
  }
});

test('what is not HTTP gets a problem and loses its connection', async () => {
  const { url } = await start();
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  expect(answer).toContain('"code":"request_malformed"');
});

test('raw routes have content-type parsers of their own and their errors are problems too', async () => {
  const { url } = await start({
    routes: (scope) => {
      scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: 10 }, (_, body, done) => {
        done(null, body);
      });
      scope.post('/raw', async (request) => ({ bytes: (request.body as Buffer).length }));
      scope.get('/raw', async () => {
        throw new Fault('unavailable', 'Not now.');
      });
    },
  });
  const init = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } });
  expect(await (await fetch(`${url}/raw`, init('not json'))).json()).toEqual({ bytes: 8 });
  expect(await problem(`${url}/raw`, init('x'.repeat(11)))).toMatchObject({ code: 'request_too_large' });
  expect(await problem(`${url}/raw`)).toMatchObject({ status: 503, code: 'unavailable' });
  // Nest's own parser is untouched by it.
  expect(await (await fetch(`${url}/things`, init('{"a":1}'))).json()).toEqual({ body: { a: 1 } });
});

test('readiness is the sum of the checks, with reasons', async () => {
  const { url, health } = await start();
  const ready = async () => {
    const answer = await fetch(`${url}/health/ready`);
    return [answer.status, await answer.json()];
  };
  expect(await ready()).toEqual([200, { ready: true, checks: { service: 'ok' } }]);
  health.register('kafka', () => 'no leader');
  health.register('ledger', () => {
    throw new Error('refused');
  });
  health.register('catalogue', async () => undefined);
  expect(await ready()).toEqual([
    503,
    { ready: false, checks: { service: 'ok', kafka: 'no leader', ledger: 'refused', catalogue: 'ok' } },
  ]);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
});

test('what is only noted is told, and does not make the service unready', async () => {
  const { url, health } = await start();
  let waiting: string | undefined = '3 revisions wait';
  health.note('publication', () => waiting);
  const ready = async () => (await fetch(`${url}/health/ready`)).json();
  expect(await ready()).toEqual({
    ready: true,
    checks: { service: 'ok' },
    degraded: { publication: '3 revisions wait' },
  });
  waiting = undefined;
  expect(await ready()).toEqual({ ready: true, checks: { service: 'ok' } });
});

test('every route that is served can be walked', async () => {
  const service = await start({ routes: (scope) => void scope.put('/raw/:id', async () => 'x') });
  expect(service.routes()).toEqual(
    expect.arrayContaining([
      { method: 'GET', url: '/health/live' },
      { method: 'GET', url: '/things/:id' },
      { method: 'PUT', url: '/raw/:id' },
    ]),
  );
});

test('metrics tell of Node and the event loop, named by service', async () => {
  const { url } = await start();
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds\{service="spec"\} /);
  expect(text).toContain('process_resident_memory_bytes{service="spec"}');
});

test('a port that is taken is named together with its setting', async () => {
  const { url } = await start();
  const port = Number(new URL(url).port);
  await expect(start({ port, portSetting: 'SUANPAN_PORT' })).rejects.toMatchObject({
    code: 'port_in_use',
    detail: `Port ${port} of 127.0.0.1, which spec needs, is taken; set SUANPAN_PORT to another.`,
  });
});

test('stopping lets requests in hand end, then the transport, then what they used', async () => {
  const steps: string[] = [];
  class Transport extends Server implements CustomTransportStrategy {
    listen(callback: () => void): void {
      steps.push('transport listens');
      callback();
    }
    async close(): Promise<void> {
      steps.push('transport closed');
    }
    override on(): void {}
    override unwrap<T>(): T {
      return undefined as T;
    }
  }
  let arrived: () => void = () => {};
  const inHand = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const service = await start({
    strategy: new Transport(),
    routes: (scope) => {
      scope.get('/slow', async () => {
        arrived();
        await finished;
        steps.push('request ended');
        return 'done';
      });
    },
    onStart: () => void steps.push('started'),
    onReady: () => void steps.push('ready'),
    onStop: () => void steps.push('drained'),
  });
  const answer = fetch(`${service.url}/slow`);
  await inHand;
  const stopping = service.stop();
  expect(await service.health.readiness()).toMatchObject({ ready: false, checks: { service: 'stopping' } });
  await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
  finish();
  expect(await (await answer).text()).toBe('done');
  await stopping;
  await service.stop();
  expect(steps.slice(0, 3)).toEqual(['started', 'transport listens', 'ready']);
  expect(steps.at(-1)).toBe('drained');
  expect(steps.slice(3).sort()).toEqual(['drained', 'request ended', 'transport closed']);
});

test('health and metrics have a port of their own where one is named, and are nowhere else then', async () => {
  const service = await start({ operations: { host: '127.0.0.1', port: 0 } });
  const status = async (url: string, path: string) => (await fetch(`${url}${path}`)).status;
  const paths = ['/health/live', '/health/ready', '/metrics'];
  expect(await Promise.all(paths.map((path) => status(service.operationsUrl, path)))).toEqual([200, 200, 200]);
  expect(await Promise.all(paths.map((path) => status(service.url, path)))).toEqual([404, 404, 404]);
  expect(await status(service.operationsUrl, '/things/1')).toBe(404);
  const { port } = new URL(service.operationsUrl);
  const second = start({ operations: { host: '127.0.0.1', port: Number(port) } });
  await expect(second).rejects.toMatchObject({
    code: 'port_in_use',
    detail: expect.stringContaining('SUANPAN_OPERATIONS_PORT'),
  });
  await service.stop();
  await expect(fetch(`${service.operationsUrl}/health/live`)).rejects.toThrow();
});
