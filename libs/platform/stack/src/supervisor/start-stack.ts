import { setTimeout as delay } from 'node:timers/promises';
import { type StackAddresses, stackAddresses } from '../config/addresses.ts';
import { type RunLock, takeRunLock } from '../config/run-lock.ts';
import { portsOf, type StackConfig } from '../config/stack-config.ts';
import { demandPort } from '../process/ports.ts';
import { prefixedLine, readableLine } from './log-line.ts';
import { embeddedParts } from './parts.ts';
import { withoutRoutine } from './routine.ts';
import { RunningUnits } from './running-units.ts';
import { type ServiceCommand, serviceUnit } from './service.ts';
import { stopOnSignals } from './signals.ts';
import { suanpanServices } from './suanpan-services.ts';

export interface StackOptions {
  /** The services, in the order of starting; Suanpan's own if not named. */
  readonly services?: (addresses: StackAddresses) => readonly ServiceCommand[];
  /** Runs when the parts answer and before the services start: tables, topics. */
  readonly prepare?: (addresses: StackAddresses) => Promise<void>;
  /** Takes a log line of a part or of the supervisor (`stack`). Standard output, prefixed, if not named. */
  readonly print?: (part: string, line: string) => void;
  /** Whether SIGINT, SIGTERM and the loss of a parent that watches us stop the stack. True if not named. */
  readonly handleSignals?: boolean;
}

/** A running stack. */
export interface Stack {
  readonly addresses: StackAddresses;
  /** The running processes by name. */
  parts(): Readonly<Record<string, number>>;
  /** Stops everything in order. */
  stop(): Promise<void>;
  /** Resolves when everything has been stopped, by `stop` or by a signal. */
  readonly stopped: Promise<void>;
}

/** How long the processes of a stack that was killed may take to end before their ports count as taken. */
const TAKE_OVER_MS = 15_000;

/** Under this name the supervisor speaks of itself. */
const STACK = 'stack';

function printLine(part: string, line: string): void {
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  process.stdout.write(`${prefixedLine(part, readableLine(line), colour)}\n`);
}

async function demandPorts(config: StackConfig, waitMs: number): Promise<void> {
  const end = performance.now() + waitMs;
  for (const [setting, port] of portsOf(config)) {
    const what = (/SUANPAN_(.+?)_(HEALTH_)?PORT/.exec(setting)?.[1] ?? setting).toLowerCase().replace('_', ' ');
    for (;;) {
      try {
        await demandPort(what, port, setting);
        break;
      } catch (error) {
        if (performance.now() > end) throw error;
        await delay(200);
      }
    }
  }
}

/**
 * Starts what the configuration says: the embedded parts beside each other, then `prepare`, then the services, each
 * until it is ready. What crashes later is started again. Fails with `stack_running`, `port_in_use`, `tool_missing` or
 * `part_failed`; nothing is left running then.
 */
export async function startStack(config: StackConfig, options: StackOptions = {}): Promise<Stack> {
  const print = options.print ?? printLine;
  const addresses = stackAddresses(config);
  const lock = takeRunLock(config.dataFolder, addresses);
  const ending = makeEnding(lock, print);
  const forget =
    options.handleSignals === false
      ? () => undefined
      : stopOnSignals(ending.stop, ending.kill, (line) => print(STACK, line));
  void ending.stopped.then(forget);
  const { units, stop, stopped } = ending;
  const linesOf = (part: string) => withoutRoutine(part, (line) => print(part, line));
  try {
    await demandPorts(config, lock.tookOver ? TAKE_OVER_MS : 0);
    await units.start(embeddedParts(config, linesOf));
    await options.prepare?.(addresses);
    const services = options.services?.(addresses) ?? suanpanServices(config, addresses);
    await units.start(services.map((service) => serviceUnit(service, linesOf(service.name))));
  } catch (error) {
    await stop();
    throw error;
  }
  return { addresses, parts: () => units.pids(), stop, stopped };
}

interface Ending {
  readonly units: RunningUnits;
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** The units together with their end: the lock is released when the last of them has stopped. */
function makeEnding(lock: RunLock, print: (part: string, line: string) => void): Ending {
  let ended = false;
  const changed = () => {
    if (!ended) lock.update(units.pids());
  };
  const units = new RunningUnits({ print, changed });
  let resolveStopped = () => {};
  const stopped = new Promise<void>((resolve) => {
    resolveStopped = resolve;
  });
  const after = async (end: Promise<void>) => {
    await end;
    ended = true;
    lock.release();
    resolveStopped();
  };
  return { units, stopped, stop: () => after(units.stop()), kill: () => after(units.kill()) };
}
