import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startRealBroker, startRealPostgres, temporaryFolder } from '@suanpan/real-parts';
import { startWholeStack, type WholeStack } from '@suanpan/whole-stack';
import { writeTopics } from './copy-topics.ts';
import { restoreDatabase } from './dump-database.ts';
import type { Installation } from './installation.ts';

/** An older installation with the code of today. */
export interface Restored {
  readonly stack: WholeStack;
  stop(): Promise<void>;
}

/** Records that are older than their topic keeps them stay while a test looks at them. */
const KEEPS = { 'log.initial.task.delay.ms': '3600000', 'log.retention.check.interval.ms': '3600000' };

/** Puts the logs, the database and the secrets of an installation in their places, and starts everything. The ledger is made anew. */
export async function restoreInstallation(installation: Installation): Promise<Restored> {
  const [postgres, broker] = await Promise.all([startRealPostgres(), startRealBroker({ settings: KEEPS })]);
  const folder = temporaryFolder('upgrade');
  const stopParts = async () => {
    await broker.stop();
    await postgres.stop();
    folder.remove();
  };
  try {
    await Promise.all([restoreDatabase(postgres.url, installation.sql), writeTopics(broker.address, installation)]);
    const dataFolder = join(folder.path, 'data');
    for (const [path, bytes] of Object.entries(installation.secrets)) {
      const file = join(dataFolder, path);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, Buffer.from(bytes, 'base64'));
      chmodSync(file, 0o600);
    }
    const stack = await startWholeStack({
      SUANPAN_DATA: dataFolder,
      SUANPAN_POSTGRES_URL: postgres.url,
      SUANPAN_KAFKA_BROKERS: broker.address,
      SUANPAN_SHARDS: String(installation.shards),
    });
    return {
      stack,
      stop: async () => {
        await stack.stop();
        await stopParts();
      },
    };
  } catch (error) {
    await stopParts();
    throw error;
  }
}
