import { join } from 'node:path';
import { TOPICS } from '@suanpan/facts';
import { ensureTopics } from '@suanpan/kafka';
import {
  type RealBroker,
  type RealPostgres,
  startRealBroker,
  startRealPostgres,
  temporaryFolder,
} from '@suanpan/real-parts';
import { freePort, readStackConfig, type Stack, startStack, suanpanServices } from '@suanpan/stack';
import type { ExitCode } from '../output/exit-codes.ts';
import { runCommandLine } from '../program.ts';
import { prepareCatalogue } from '../stack/prepare-stack.ts';
import { RecordingTerminal } from './recording-terminal.ts';

/** What a command wrote. */
export interface Ran {
  readonly code: ExitCode;
  readonly data: readonly string[];
  readonly talk: string;
}

/** A stack of which only the admin service runs, on a real database and broker, and commands that talk to it. */
export interface AdminStage {
  readonly env: Readonly<Record<string, string>>;
  readonly dataFolder: string;
  readonly broker: RealBroker;
  readonly adminUrl: string;
  run(...argv: string[]): Promise<Ran>;
  /** The same with settings of its own and something to type. */
  runWith(more: { env?: Record<string, string>; typed?: string[] }, ...argv: string[]): Promise<Ran>;
  /** Runs a reading command that must succeed, with --json. */
  read<T>(...argv: string[]): Promise<T>;
  /** Ends and starts the stack; the database stays. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const SHARDS = 3;

/** Starts the stage. The admin app must have been built. */
export async function startAdminStage(): Promise<AdminStage> {
  const [postgres, broker] = await Promise.all([startRealPostgres(), startRealBroker()]);
  await ensureTopics({ brokers: broker.brokers, clientId: 'spec' }, TOPICS, SHARDS);
  const folder = temporaryFolder('cli');
  const dataFolder = join(folder.path, 'data');
  const env = await settingsFor(dataFolder, postgres, broker);
  let stack = await startAdmin(env);
  const runWith: AdminStage['runWith'] = async ({ env: own = {}, typed = [] }, ...argv) => {
    const terminal = new RecordingTerminal();
    terminal.answers.push(...typed);
    const context = { terminal, env: { ...env, ...own }, now: Date.now, signal: new AbortController().signal };
    const code = await runCommandLine(argv, context);
    return { code, data: terminal.data, talk: terminal.talk.join('\n') };
  };
  const run: AdminStage['run'] = (...argv) => runWith({}, ...argv);
  return {
    ...{ env, dataFolder, broker, adminUrl: stack.addresses.adminUrl, run, runWith },
    async read<T>(...argv: string[]) {
      const { code, data, talk } = await run(...argv, '--json');
      if (code !== 0) throw new Error(`suanpan ${argv.join(' ')} ended with ${code}: ${talk}`);
      return JSON.parse(data.join('\n')) as T;
    },
    async restart() {
      await stack.stop();
      stack = await startAdmin(env);
    },
    async stop() {
      await stack.stop();
      await broker.stop();
      await postgres.stop();
      folder.remove();
    },
  };
}

async function settingsFor(dataFolder: string, postgres: RealPostgres, broker: RealBroker) {
  const ports = ['INGEST_PORT', 'RATING_HEALTH_PORT', 'SINK_HEALTH_PORT', 'ADMIN_PORT'];
  const env: Record<string, string> = {
    SUANPAN_DATA: dataFolder,
    SUANPAN_POSTGRES_URL: postgres.url,
    SUANPAN_KAFKA_BROKERS: broker.address,
    SUANPAN_CLICKHOUSE_URL: 'http://127.0.0.1:1',
    SUANPAN_SHARDS: `${SHARDS}`,
    SUANPAN_SERVICES: 'ingest,rating,sink,admin',
  };
  for (const port of ports) env[`SUANPAN_${port}`] = `${await freePort()}`;
  return env;
}

function startAdmin(env: Readonly<Record<string, string>>): Promise<Stack> {
  const config = readStackConfig(env);
  return startStack(config, {
    prepare: (addresses) => prepareCatalogue(addresses, config.dataFolder),
    services: (addresses) => suanpanServices(config, addresses).filter(({ name }) => name === 'admin'),
    print: () => undefined,
    handleSignals: false,
  });
}
