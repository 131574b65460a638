import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogUser } from '@suanpan/facts';
import { workspaceTop } from '../top.ts';

/** A service as its own package.json registers it, under `suanpan.service`. */
export interface RegisteredService {
  /** Also its user at the broker and the name of its folder of fold stores. */
  readonly name: LogUser;
  /** Of health, metrics and position, unless the setting names another. */
  readonly port: number;
  readonly portSetting: string;
  /** The file that Node runs. */
  readonly entry: string;
}

interface Manifest {
  readonly suanpan?: { readonly service?: Omit<RegisteredService, 'entry'> };
}

/** The services that register themselves, in the order of their ports. */
export function registeredServices(): readonly RegisteredService[] {
  const found = globSync('apps/*/package.json', { cwd: workspaceTop }).flatMap((file) => {
    const { suanpan } = JSON.parse(readFileSync(join(workspaceTop, file), 'utf8')) as Manifest;
    const entry = join(workspaceTop, dirname(file), 'dist/main.js');
    return suanpan?.service === undefined ? [] : [{ ...suanpan.service, entry }];
  });
  return found.sort((a, b) => a.port - b.port);
}
