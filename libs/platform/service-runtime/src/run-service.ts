import { Fault } from '@suanpan/fault';
import { exposureOf, exposureText } from './exposed-listener.ts';
import type { ServiceLog } from './service-log.ts';
import { newServiceLog } from './service-log.ts';
import { type Service, type ServiceOptions, startService } from './start-service.ts';
import { watchParent } from './watch-parent.ts';

export interface RunOptions extends ServiceOptions {
  /** How long stopping may take before the process exits with an error, milliseconds; 25,000 unless told. */
  readonly stopWithinMs?: number;
}

const STOP_WITHIN_MS = 25_000;

/**
 * Runs a service as this process: stops it in order on SIGTERM, SIGINT, or when the parent is gone (its channel closes,
 * or `SUANPAN_PARENT_PID` ends), exits with 1 on an uncaught error, a failed start, or a stop that takes too long.
 */
export async function runService(options: RunOptions): Promise<Service> {
  const log = options.log ?? newServiceLog(options.name, process.env);
  let service: Service | undefined;
  let ending = false;

  const end = (reason: string, code: number): void => {
    if (ending) return;
    ending = true;
    log.info({ reason }, `${options.name} stops`);
    const late = setTimeout(() => {
      log.fatal(`${options.name} did not stop in time`);
      process.exit(1);
    }, options.stopWithinMs ?? STOP_WITHIN_MS);
    Promise.resolve(service?.stop()).then(
      () => {
        clearTimeout(late);
        log.info(`${options.name} has stopped`);
        process.exit(code);
      },
      (error) => {
        log.fatal({ err: error }, `${options.name} could not stop in order`);
        process.exit(1);
      },
    );
  };

  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  exitOnUncaught(log);
  watchParent(process.env, () => end('the parent is gone', 0));
  try {
    refuseExposed(options, log, process.env);
    service = await startService({ ...options, log });
    return service;
  } catch (error) {
    log.fatal({ err: error }, `${options.name} could not start`);
    process.exit(1);
  }
}

/** `config_invalid` where keys and usage would cross a network in the clear and nobody said that this is meant. */
function refuseExposed({ host, fastify }: RunOptions, log: ServiceLog, env: NodeJS.ProcessEnv): void {
  const trusted = fastify?.trustProxy;
  const behindProxy = Array.isArray(trusted) && trusted.length > 0;
  const exposure = exposureOf({ host, behindProxy, plaintextAllowed: env.SUANPAN_ALLOW_PLAINTEXT === 'true' });
  if (exposure === 'refused') throw new Fault('config_invalid', exposureText(host));
  if (exposure === 'warned')
    log.warn({ host }, 'other machines reach this service, and nothing encrypts what they send');
}

/** After an uncaught error nothing is known of the state; what was acknowledged is safe in the log. */
function exitOnUncaught(log: ServiceLog): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nobody caught');
    process.exit(1);
  });
  process.on('unhandledRejection', (reason) => {
    log.fatal({ err: reason }, 'a rejection that nobody caught');
    process.exit(1);
  });
}
