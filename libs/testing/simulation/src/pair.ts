import type { Seat } from './seat.ts';
import type { World } from './world.ts';

/** Two processes of which one owns the shards. Who lost them hears of it late, or not at all while it is paused. */
export class Pair {
  readonly seats: readonly [Seat, Seat];
  readonly #world: World;
  #owner: 0 | 1 = 0;

  constructor(world: World, seats: readonly [Seat, Seat]) {
    this.#world = world;
    this.seats = seats;
  }

  get owner(): Seat {
    return this.seats[this.#owner];
  }

  begin(): void {
    for (const seat of this.seats) {
      seat.assignFromStart(seat === this.owner);
      seat.start();
    }
  }

  /** Gives the shards to the other process. The former owner may go on for a while. */
  hand(): void {
    const { time, mischief } = this.#world;
    const before = this.owner;
    this.#owner = this.#owner === 0 ? 1 : 0;
    const after = this.owner;
    time.after(mischief.between(1, 50), () => this.#tell(after));
    time.after(mischief.pick([1, 20, 100, 600]), () => this.#tell(before));
  }

  crash(seat: Seat): void {
    const { time, mischief, plan } = this.#world;
    if (!seat.process.alive) return;
    seat.crash();
    if (seat === this.owner && mischief.chance(0.5)) this.hand();
    time.after(mischief.between(5, 800), () => {
      if (seat.process.alive) return;
      if (mischief.chance(plan.rate('storeLost'))) seat.loseStores();
      else if (mischief.chance(plan.rate('storeOld'))) seat.restoreSnapshot();
      this.#restart(seat);
    });
  }

  pause(seat: Seat): void {
    const { mischief } = this.#world;
    const ms = mischief.pick([50, 300, 2000]);
    this.#world.say(`${seat.process.name} is paused for ${ms}`);
    seat.process.pause(ms);
    if (seat === this.owner && mischief.chance(0.7)) this.hand();
  }

  /** Ends all trouble: both processes live, one owner, and the other knows that it is not. */
  heal(): void {
    for (const seat of this.seats) {
      if (!seat.process.alive) this.#restart(seat);
      seat.process.resume();
      seat.renew();
      this.#tell(seat);
    }
  }

  #tell(seat: Seat): void {
    seat.tell(() => seat === this.owner);
  }

  #restart(seat: Seat): void {
    seat.assignFromStart(seat === this.owner);
    seat.start();
  }
}
