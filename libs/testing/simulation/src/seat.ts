import { type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import { SimProcess } from './sim-process.ts';
import { copyOf } from './store-copies.ts';
import type { World } from './world.ts';

/** A place where a process runs: the process comes and goes, the stores on its disk stay, get old or get lost. */
export class Seat {
  readonly name: string;
  readonly #world: World;
  readonly #run: (seat: Seat, process: SimProcess) => void;
  #stores = new Map<number, FoldStore>();
  #snapshot = new Map<number, FoldStore>();
  #process: SimProcess;
  #isAssigned = false;
  #assignments = 0;
  #waiting: (() => void)[] = [];
  #runs = 0;

  constructor(world: World, name: string, run: (seat: Seat, process: SimProcess) => void) {
    this.#world = world;
    this.name = name;
    this.#run = run;
    this.#process = new SimProcess(name, world.time);
  }

  get process(): SimProcess {
    return this.#process;
  }

  /** Changes with each assignment: what was believed before is void. */
  get generation(): number {
    return this.#assignments;
  }

  /** Whether the process believes that its shards are assigned to it. */
  get assigned(): boolean {
    return this.#isAssigned;
  }

  store(shard: number): FoldStore {
    const known = this.#stores.get(shard);
    if (known !== undefined) return known;
    const made = memoryFoldStore();
    this.#stores.set(shard, made);
    return made;
  }

  start(): void {
    this.#runs += 1;
    this.#process = new SimProcess(`${this.name}.${this.#runs}`, this.#world.time);
    this.#waiting = [];
    this.#world.say(`${this.#process.name} starts`);
    this.#run(this, this.#process);
  }

  crash(): void {
    this.#process.crash();
    this.#world.say(`${this.#process.name} crashes`);
  }

  /** Tells the process, once it listens, whether its shards are its own by then. */
  tell(owns: () => boolean): void {
    this.#process.deliver(() => {
      const isAssigned = owns();
      if (isAssigned === this.#isAssigned) return;
      if (isAssigned) this.#assignments += 1;
      this.#isAssigned = isAssigned;
      this.#world.say(`${this.#process.name} ${isAssigned ? 'is' : 'is no longer'} assigned`);
      if (isAssigned) for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Has the process take over anew, as a change of the group does. */
  renew(): void {
    this.#assignments += 1;
  }

  /** What a process that starts hears first. */
  assignFromStart(isAssigned: boolean): void {
    this.#isAssigned = isAssigned;
    if (isAssigned) this.#assignments += 1;
  }

  whenAssigned(): Promise<void> {
    if (this.#isAssigned) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Copies the stores. Nothing else happens meanwhile: copying waits for no event. */
  async takeSnapshot(): Promise<void> {
    const snapshot = new Map<number, FoldStore>();
    for (const [shard, store] of this.#stores) snapshot.set(shard, await copyOf(store));
    this.#snapshot = snapshot;
  }

  /** Sets the stores back to the last snapshot, as a restored backup would; empty if there was none. */
  restoreSnapshot(): void {
    this.#stores = this.#snapshot;
    this.#snapshot = new Map();
  }

  loseStores(): void {
    this.#stores.clear();
  }
}
