import { Fault } from '@suanpan/fault';
import { type KeptUnit, keepRunning, type Unit } from './unit.ts';

export interface UnitReports {
  /** A line about one unit. */
  readonly print: (part: string, line: string) => void;
  /** Called when a process has started or ended. */
  readonly changed: () => void;
}

interface Slot {
  readonly name: string;
  readonly started: Promise<KeptUnit>;
  kept?: KeptUnit;
}

/** The units of a stack in the order in which they were started. */
export class RunningUnits {
  readonly #reports: UnitReports;
  readonly #slots: Slot[] = [];
  #ending: Promise<void> | undefined;

  constructor(reports: UnitReports) {
    this.#reports = reports;
  }

  /** The running processes by name. */
  pids(): Readonly<Record<string, number>> {
    const pids: Record<string, number> = {};
    for (const { name, kept } of this.#slots) {
      const pid = kept?.pid();
      if (pid !== undefined) pids[name] = pid;
    }
    return pids;
  }

  /** Starts units beside each other. Rejects when one does not start, after all have tried, or when it was stopped. */
  async start(units: readonly Unit[]): Promise<void> {
    this.#refuseWhenEnding();
    const slots = units.map((unit) => this.#startOne(unit));
    const results = await Promise.allSettled(slots.map((slot) => slot.started));
    this.#refuseWhenEnding();
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** Stops them, the last first. A unit that is just starting is waited for, so that it is not left behind. */
  stop(): Promise<void> {
    this.#ending ??= this.#stopAll();
    return this.#ending;
  }

  /** Ends all that run, at once. */
  async kill(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.kept?.kill()));
  }

  #refuseWhenEnding(): void {
    if (this.#ending !== undefined) throw new Fault('part_failed', 'The start was interrupted.');
  }

  #startOne(unit: Unit): Slot {
    const { print, changed } = this.#reports;
    const since = performance.now();
    const say = (line: string) => print(unit.name, line);
    const slot: Slot = { name: unit.name, started: keepRunning(unit, say, changed) };
    this.#slots.push(slot);
    slot.started.then(
      (kept) => {
        slot.kept = kept;
        changed();
        say(`ready after ${((performance.now() - since) / 1000).toFixed(1)} s`);
      },
      () => undefined,
    );
    return slot;
  }

  async #stopAll(): Promise<void> {
    for (const slot of this.#slots.toReversed()) {
      const kept = await slot.started.catch(() => undefined);
      if (kept === undefined) continue;
      await kept.stop();
      this.#reports.print(slot.name, 'stopped');
    }
  }
}
