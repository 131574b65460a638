import { isFault } from '@suanpan/fault';
import { analystLimitsOf } from './analyst-limits.ts';
import { startDoor } from './door.ts';
import { whenParentIsGone } from './parent-watch.ts';

const CLOSE_AT_MOST_MS = 15_000;

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`SUANPAN_CLICKHOUSE_PORT must be a port from 0 to 65535, not "${text}".`);
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} must be set.`);
  return value;
}

/**
 * Runs the door as a process: reads the settings, says one line when it answers, and ends on SIGTERM, on SIGINT, or
 * when its parent is gone. Ends with code 1 and one line on stderr if it cannot start.
 */
export async function runDoor(env: NodeJS.ProcessEnv): Promise<void> {
  const onTrouble = (line: string) => process.stderr.write(`clickhouse-door: ${line}\n`);
  try {
    const door = await startDoor({
      dataFolder: required(env, 'SUANPAN_CLICKHOUSE_DATA'),
      usersFile: required(env, 'SUANPAN_CLICKHOUSE_USERS_FILE'),
      host: env.SUANPAN_CLICKHOUSE_HOST ?? '127.0.0.1',
      port: portOf(env.SUANPAN_CLICKHOUSE_PORT ?? '8123'),
      analystLimits: analystLimitsOf(env),
      onTrouble,
    });
    let closing = false;
    const stop = (graceMs?: number) => {
      if (closing) return;
      closing = true;
      // An engine that does not come to its end must not keep the folder for ever; a kill loses nothing acknowledged.
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), CLOSE_AT_MOST_MS).unref();
      door.close(graceMs).then(
        () => process.exit(0),
        (error) => {
          onTrouble(`closing: ${(error as Error).stack}`);
          process.exit(1);
        },
      );
    };
    process.on('SIGTERM', () => stop());
    process.on('SIGINT', () => stop());
    if (env.SUANPAN_CLICKHOUSE_DETACHED !== '1') whenParentIsGone(() => stop(0));
    process.stdout.write(`clickhouse-door ready on ${door.url}\n`);
  } catch (error) {
    onTrouble(isFault(error) ? error.detail : (error as Error).message);
    process.exit(1);
  }
}
