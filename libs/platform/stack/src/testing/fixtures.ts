import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { plaintextConnection } from '@suanpan/kafka-connection';
import { type RegisteredService, registeredServices } from '../config/registered-services.ts';
import type { ConfiguredService } from '../config/stack-config.ts';
import type { ServiceCommand, StackConfig } from '../index.ts';
import { cacheFolder, freePort } from '../index.ts';

/** A service that answers 200 at once, says who it is, and on request ends itself. */
const SERVICE = `
import { createServer } from 'node:http';
const name = process.env.NAME;
createServer((request, answer) => {
  if (request.url === '/crash') process.exit(3);
  answer.end(name);
}).listen(Number(process.env.SUANPAN_PORT), '127.0.0.1', () => console.log('listening'));
process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(0); });
`;

const SPINE: readonly string[] = ['ingest', 'rating', 'sink', 'admin'];

/** A configuration on free ports in a temporary folder. */
export async function temporaryConfig(): Promise<{ config: StackConfig; folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'suanpan-stack-'));
  chmodSync(folder, 0o711);
  const config: StackConfig = {
    dataFolder: join(folder, 'data'),
    cacheFolder: cacheFolder(),
    shards: 2,
    kafka: { port: await freePort(), controllerPort: await freePort() },
    postgres: { port: await freePort() },
    clickhouse: { port: await freePort() },
    services: await Promise.all(registeredServices().map(onFreePort)),
  };
  return { config, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function onFreePort(service: RegisteredService): Promise<ConfiguredService> {
  return { ...service, port: await freePort(), isRun: SPINE.includes(service.name) };
}

/** The port of a service in a configuration. */
export function portOf({ services }: StackConfig, name: string): number {
  return services.find((service) => service.name === name)?.port ?? Number.NaN;
}

/** The same, with every part replaced by an address where nobody listens: only services are started. */
export function withoutParts(config: StackConfig): StackConfig {
  return {
    ...config,
    kafka: plaintextConnection(['127.0.0.1:1']),
    postgres: { url: 'postgres://127.0.0.1:1/none' },
    clickhouse: { url: 'http://127.0.0.1:1', user: 'none', password: '' },
  };
}

/** Two services of one line, on the ports of ingest and rating. */
export function tinyServices(config: StackConfig, folder: string): readonly ServiceCommand[] {
  const entry = join(folder, 'service.mjs');
  writeFileSync(entry, SERVICE);
  return [['behind', portOf(config, 'rating')] as const, ['front', portOf(config, 'ingest')] as const].map(
    ([name, port]) => ({
      name,
      entry,
      env: { NAME: name, SUANPAN_PORT: `${port}` },
      healthUrl: `http://127.0.0.1:${port}/`,
      hangLimits: { everyMs: 50, answerWithinMs: 200, missesAtMost: 4 },
    }),
  );
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a condition holds; fails with its own words when the time is over. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, withinMs = 10_000) {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It did not come about within ${withinMs / 1000} s: ${what}`);
    await delay(25);
  }
}
