import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

/** A call or statement that the installation holds, with what it showed when it was kept. */
export interface Shown {
  /** Arguments of the command line, and what it then printed as JSON. */
  readonly args: readonly string[];
  readonly total: string;
}

/** When the broker appended a record, in epoch milliseconds, and the record in base64. */
export type KeptRecord = readonly [appendedAt: number, value: string];

/** All that an installation keeps and cannot make again: its logs, its database, and the secrets beside them. */
export interface Installation {
  /** The commit whose code wrote it, and how many shards its topics have. */
  readonly commit: string;
  readonly shards: number;
  /** By topic, by partition: the records from offset 0 on. */
  readonly topics: Readonly<Record<string, readonly (readonly KeptRecord[])[]>>;
  /** Statements that make the database anew. */
  readonly sql: readonly string[];
  /** By path below the data folder, in base64. */
  readonly secrets: Readonly<Record<string, string>>;
  /** An ingest key of the tenant `acme`, and the month that is closed. */
  readonly key: string;
  readonly month: string;
  readonly statements: readonly Shown[];
}

export function readInstallation(file: string): Installation {
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Installation;
}

export function writeInstallation(file: string, installation: Installation): void {
  writeFileSync(file, gzipSync(JSON.stringify(installation), { level: 9 }));
}
