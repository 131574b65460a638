import { beginAdmin, beginCatalogue } from './admin.ts';
import { foldAnew, replayAndReconcile } from './audit.ts';
import { beginBilling } from './billing.ts';
import { CatalogueReader } from './catalogue-reader.ts';
import { CORRUPTIONS, type CorruptionName, checkDamage, corrupt, type Damage } from './corruption.ts';
import { Ingest } from './ingest.ts';
import { checkLandedRows, checkShard, checkWhole, verdictsOf } from './invariants.ts';
import { beginMischief } from './mischief.ts';
import { Pair } from './pair.ts';
import { RaterDriver } from './rater-driver.ts';
import { Seat } from './seat.ts';
import { SinkDriver } from './sink-driver.ts';
import { ALL_GUARDS, type Guards, type Violation, World } from './world.ts';

/** How a seed is run. */
export interface SimulateOptions {
  /** Guards to switch off; all others are on. */
  readonly guards?: Partial<Guards>;
  /** Damage to do; by default a fifth of the seeds choose one, `null` does none. */
  readonly damage?: CorruptionName | null;
  /** How many of the last events the report keeps. */
  readonly events?: number;
}

/** What one seed showed. */
export interface SeedReport {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly damage: CorruptionName | undefined;
  /** Who halted, and the code of the fault it named. */
  readonly halts: ReadonlyMap<string, string>;
  readonly repairs: number;
  readonly outcomes: number;
  /** SHA-256 over everything that happened. */
  readonly traceDigest: string;
  readonly lastEvents: readonly string[];
}

/** Requests of a seed; retries, resends and directives add about a third. Small worlds show a defect as often as large ones. */
const REQUESTS_MIN = 4;
const REQUESTS_MAX = 22;
const REVISIONS = 4;
const BILLING_ACTS_MAX = 14;
const SPAN_MS = 2_500;
const HEAL_MS = 60_000;
/** Virtual time without any append or landing after which a damaged world counts as standing still. */
const STILL_MS = 3_000;
const LAST_EVENTS = 60;
/** Every n-th seed is folded anew, replayed and reconciled as well. */
const AUDIT_EVERY = 8;

/** Runs one seed from its first event to rest and checks every promise. The same seed and options give the same run. */
export async function simulate(seed: number, options: SimulateOptions = {}): Promise<SeedReport> {
  const world = new World(seed, { ...ALL_GUARDS, ...options.guards });
  const run = new SimulatedRun(world);
  const name = options.damage === undefined ? damageOf(seed, world) : (options.damage ?? undefined);
  const { damage, atRest } = await run.toRest(name);
  if (damage === undefined || damage.heals) await run.checkWhole(atRest);
  else await run.checkDamaged(damage, atRest);
  return {
    seed,
    violations: world.violations,
    damage: damage?.name,
    halts: world.halts,
    repairs: run.repairs,
    outcomes: world.shards.reduce((sum, shard) => sum + verdictsOf(world, shard).outcomes.length, 0),
    traceDigest: world.trace.digest(),
    lastEvents: world.trace.last(options.events ?? LAST_EVENTS),
  };
}

function damageOf(seed: number, world: World): CorruptionName | undefined {
  return seed % 5 === 4 ? world.mischief.pick(CORRUPTIONS) : undefined;
}

/** The processes of one world, from start to rest. */
class SimulatedRun {
  readonly #world: World;
  readonly #raters: Pair;
  readonly #sinks: Pair;
  readonly #raterDrivers = new Map<Seat, readonly RaterDriver[]>();
  readonly #sinkDrivers = new Map<Seat, SinkDriver>();
  #damage: Damage | undefined;

  constructor(world: World) {
    this.#world = world;
    const seat = (name: string, run: ConstructorParameters<typeof Seat>[2]) => new Seat(world, name, run);
    const runRaters: ConstructorParameters<typeof Seat>[2] = (at, process) => {
      const catalogue = new CatalogueReader(world.log.connect(process));
      const drivers = world.shards.map((shard) => new RaterDriver(world, at, process, shard, catalogue));
      this.#raterDrivers.set(at, drivers);
      for (const driver of drivers) void driver.run();
    };
    const runSink: ConstructorParameters<typeof Seat>[2] = (at, process) => {
      const driver = new SinkDriver(world, at, process);
      this.#sinkDrivers.set(at, driver);
      void driver.run();
    };
    this.#raters = new Pair(world, [seat('rater-a', runRaters), seat('rater-b', runRaters)]);
    this.#sinks = new Pair(world, [seat('sink-a', runSink), seat('sink-b', runSink)]);
  }

  get repairs(): number {
    return [...this.#sinkDrivers.values()].reduce((sum, driver) => sum + driver.repairs.length, 0);
  }

  /** Runs the troubled phase and the healing phase. Answers what was damaged and whether all came to rest. */
  async toRest(name: CorruptionName | undefined): Promise<{ damage: Damage | undefined; atRest: boolean }> {
    const world = this.#world;
    beginCatalogue(world);
    this.#raters.begin();
    this.#sinks.begin();
    new Ingest(world).begin(world.workload.between(REQUESTS_MIN, REQUESTS_MAX), SPAN_MS);
    beginAdmin(world, REVISIONS, SPAN_MS);
    if (world.planned) beginBilling(world, world.money.between(0, BILLING_ACTS_MAX), SPAN_MS);
    beginMischief(world, this.#raters, this.#sinks, SPAN_MS);
    if (name !== undefined) world.time.after(world.mischief.between(SPAN_MS / 4, SPAN_MS), () => this.#corrupt(name));
    await world.time.run(() => false, SPAN_MS);
    world.say('healing begins');
    world.plan.heal();
    this.#raters.heal();
    this.#sinks.heal();
    let still = { at: world.time.now, progress: -1 };
    const done = () => {
      const progress = world.log.appends + world.ledger.landed.length;
      if (progress !== still.progress) still = { at: world.time.now, progress };
      const isStuck = world.halts.size > 0 && world.time.now - still.at > STILL_MS;
      return world.violations.length > 0 || isStuck || this.#isAtRest();
    };
    await world.time.run(done, SPAN_MS + HEAL_MS);
    return { damage: this.#damage, atRest: this.#isAtRest() };
  }

  /** Everything that must hold of a world that was not damaged, or healed. */
  async checkWhole(atRest: boolean): Promise<void> {
    const world = this.#world;
    if (!atRest)
      world.violate('everything comes to rest once the faults stop', `halts: ${[...world.halts].join('; ')}`);
    await checkWhole(world, (shard) => this.#raters.owner.store(shard));
    checkLandedRows(world, new Map(world.shards.map((shard) => [shard, [verdictsOf(world, shard)]])));
    if (world.seed % AUDIT_EVERY !== 0 || world.violations.length > 0) return;
    for (const shard of world.shards) {
      for (const seat of this.#raters.seats) await foldAnew(world, shard, seat.store(shard));
    }
    await replayAndReconcile(world);
  }

  /** What must hold of a damaged world: the damage is named, it stays in its shard, and the ledger says nothing wrong. */
  async checkDamaged(damage: Damage, atRest: boolean): Promise<void> {
    const world = this.#world;
    await checkDamage(world, damage, atRest);
    for (const [who, code] of world.halts) {
      const isElsewhere = who.includes('/') && !who.endsWith(`/${damage.shard}`);
      if (isElsewhere) world.violate('damage halts its own shard alone', `${who}: ${code}`);
    }
    for (const shard of world.shards) {
      if (shard !== damage.shard) await checkShard(world, shard, this.#raters.owner.store(shard));
    }
  }

  #corrupt(name: CorruptionName): void {
    this.#damage = corrupt(this.#world, name);
    // There may be nothing to damage yet.
    if (this.#damage === undefined && !this.#world.plan.healing) this.#world.time.after(200, () => this.#corrupt(name));
  }

  #isAtRest(): boolean {
    const { writers, log, ledger } = this.#world;
    if (writers > 0 || log.late > 0 || ledger.running.size > 0) return false;
    const raters = this.#raterDrivers.get(this.#raters.owner) ?? [];
    return raters.every((driver) => driver.isIdle) && this.#sinkDrivers.get(this.#sinks.owner)?.isIdle === true;
  }
}
