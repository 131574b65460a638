import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogUser } from '@suanpan/facts';
import { workspaceTop } from '../top.ts';

/** What a service is told beside the log and the number of shards. It gets the secrets it needs and no others. */
export const SERVICE_NEEDS = [
  'database',
  'first-password',
  'fold-store',
  'ledger',
  'ledger-repair',
  'master-secret',
] as const;

export type ServiceNeed = (typeof SERVICE_NEEDS)[number];

/** A service as the package.json of its app registers it, under `suanpan.services`. */
export interface RegisteredService {
  /** Also its user at the broker and the name of its folder of fold stores. */
  readonly name: LogUser;
  /** What it serves, health and metrics among it, unless the setting names another. */
  readonly port: number;
  readonly portSetting: string;
  /** Services start from the lowest and stop from the highest: what reads the log before what writes it. */
  readonly startOrder: number;
  readonly needs: readonly ServiceNeed[];
  readonly env?: Readonly<Record<string, string>>;
  /** For Node itself. */
  readonly nodeFlags?: readonly string[];
  /** The file that Node runs. */
  readonly entry: string;
}

interface Manifest {
  readonly suanpan?: { readonly services?: readonly Omit<RegisteredService, 'entry'>[] };
}

/** The services that the apps register, in the order in which they start. */
export function registeredServices(): readonly RegisteredService[] {
  const found = globSync('apps/*/package.json', { cwd: workspaceTop }).flatMap((file) => {
    const { suanpan } = JSON.parse(readFileSync(join(workspaceTop, file), 'utf8')) as Manifest;
    const entry = join(workspaceTop, dirname(file), 'dist/main.js');
    return (suanpan?.services ?? []).map((service) => ({ ...service, entry }));
  });
  return found.sort((a, b) => a.startOrder - b.startOrder || a.port - b.port);
}
