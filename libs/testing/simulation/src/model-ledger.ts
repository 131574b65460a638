import { Fault } from '@suanpan/fault';
import type { LedgerChunk, LedgerStore } from '@suanpan/ledger-sink';
import type { FaultPlan } from './fault-plan.ts';
import { type LedgerRow, LedgerRows, rowsOf } from './ledger-rows.ts';
import type { Answer, Network } from './network.ts';
import type { Random } from './random.ts';
import type { SimProcess } from './sim-process.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** An insert that the ledger is working on. */
export interface RunningInsert {
  readonly sink: string;
  readonly chunk: LedgerChunk;
  killed: boolean;
  /** Set once a sink that took over after this insert had begun believes what it read. */
  fenced: boolean;
}

/** What the model ledger works with. */
export interface ModelLedgerParts {
  readonly time: VirtualTime;
  readonly network: Network;
  readonly random: Random;
  readonly plan: FaultPlan;
  readonly trace: Trace;
  /** Whether an insert lands whole or not at all. */
  readonly atomicChunks: boolean;
  /** Told when an insert lands that a successor had fenced off. */
  readonly onFencedLanding: (insert: RunningInsert) => void;
}

/** A ledger in memory whose inserts may be slow, unheard, or still running after the sink has given up on them. */
export class ModelLedger {
  readonly rows = new LedgerRows();
  /** Every row that ever landed, deleted ones included. */
  readonly landed: LedgerRow[] = [];
  readonly #parts: ModelLedgerParts;
  readonly #running = new Set<RunningInsert>();
  #changedAt = 0;

  constructor(parts: ModelLedgerParts) {
    this.#parts = parts;
  }

  get running(): ReadonlySet<RunningInsert> {
    return this.#running;
  }

  /** When a row last came or went. */
  get changedAt(): number {
    return this.#changedAt;
  }

  /** Loses a chunk, as a damaged disk would. */
  lose(id: string): void {
    this.rows.remove(id);
    this.#changedAt = this.#parts.time.now;
  }

  /** Lets rows land outside any insert that a fence could see, as an insert on the wire of a stopped process would. */
  land(id: string, at: number, rows: readonly LedgerRow[]): void {
    this.rows.add(id, at, rows);
    for (const row of rows) this.landed.push(row);
    this.#changedAt = this.#parts.time.now;
  }

  /** The ledger as one process reaches it. */
  connect(process: SimProcess): LedgerStore {
    const ask = <T>(name: string, question: () => T): Promise<T> =>
      this.#parts.network.request(process, (answer) => this.#ask(`${process.name} ${name}`, question, answer));
    return {
      fence: () => ask('fence', () => this.#fence()),
      insert: (chunk) => this.#parts.network.request(process, (answer) => this.#insert(process, chunk, answer)),
      holdings: () => ask('holdings', () => this.rows.holdings()),
      gaps: (shard) => ask('gaps', () => this.rows.gaps(shard)),
      doubledChunks: (shard) => ask('doubledChunks', () => this.rows.doubledChunks(shard)),
      deleteChunk: (id) => ask(`deleteChunk ${id}`, () => this.lose(id)),
    };
  }

  /** Answers a question, refuses it, or does what was asked without being heard. */
  #ask<T>(name: string, question: () => T, answer: Answer<T>): void {
    const { random, plan, time, trace } = this.#parts;
    const fails = random.chance(plan.rate('ledgerFails'));
    trace.add(time.now, `${name}${fails ? ' failed' : ''}`);
    const isDone = !fails || random.chance(0.5);
    const value = isDone ? question() : undefined;
    if (fails) answer.fail(unavailable());
    else answer.ok(value as T);
  }

  /** Ends every running insert: each has landed just before or never will. */
  #fence(): void {
    for (const insert of [...this.#running]) {
      if (this.#parts.random.chance(0.5)) this.#landRunning(insert);
      insert.killed = true;
      this.#running.delete(insert);
    }
  }

  #insert(process: SimProcess, chunk: LedgerChunk, answer: Answer<void>): void {
    const { random, plan, time, trace, network } = this.#parts;
    const say = (fate: string) => trace.add(time.now, `${process.name} insert ${chunk.id} ${fate}`);
    const refuse = (fate: string) => {
      say(fate);
      answer.fail(unavailable());
    };
    if (random.chance(plan.rate('insertRefused'))) {
      refuse('refused');
      return;
    }
    const insert: RunningInsert = { sink: process.name, chunk, killed: false, fenced: false };
    this.#running.add(insert);
    const isLate = random.chance(plan.rate('insertLate'));
    const isHeard = !isLate && !random.chance(plan.rate('insertUnheard'));
    if (isLate) refuse('late');
    time.after(isLate ? random.between(5, 1500) : network.legMs(), () => {
      if (insert.killed) {
        refuse('killed');
        return;
      }
      this.#landRunning(insert);
      this.#running.delete(insert);
      if (!isHeard) refuse('landed unheard');
      else {
        say('landed');
        answer.ok();
      }
    });
  }

  #landRunning(insert: RunningInsert): void {
    const { random, atomicChunks, onFencedLanding } = this.#parts;
    const { id, at } = insert.chunk;
    const rows = rowsOf(insert.chunk);
    const whole = atomicChunks || !random.chance(0.2);
    this.land(id, at, whole ? rows : rows.slice(0, random.between(0, rows.length - 1)));
    if (insert.fenced) onFencedLanding(insert);
  }
}

function unavailable(): Fault {
  return new Fault('ledger_unavailable', 'The model ledger did not answer.');
}
