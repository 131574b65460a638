import { Fault } from '@suanpan/fault';
import { type LedgerItem, type LedgerStore, memoryLedgerStore } from '@suanpan/ledger-sink';

export type InsertFate = 'refused' | 'unheard';

/** A ledger store that remembers what its chunks held, and whose next inserts may fail before or after they landed. */
export class KeptLedger {
  readonly fates: InsertFate[] = [];
  readonly store: LedgerStore;
  readonly #chunks = new Map<string, readonly LedgerItem[]>();

  constructor(ledger: LedgerStore = memoryLedgerStore()) {
    this.store = {
      fence: () => ledger.fence(),
      holdings: () => ledger.holdings(),
      gaps: (shard) => ledger.gaps(shard),
      doubledChunks: (shard) => ledger.doubledChunks(shard),
      insert: async (chunk) => {
        const fate = this.fates.shift();
        if (fate === 'refused') throw new Fault('ledger_unavailable', 'The insert was refused.');
        await ledger.insert(chunk);
        this.#chunks.set(chunk.id, chunk.items);
        if (fate === 'unheard') throw new Fault('ledger_unavailable', 'Nobody heard of the insert.');
      },
      deleteChunk: async (id, reason) => {
        await ledger.deleteChunk(id, reason);
        this.#chunks.delete(id);
      },
    };
  }

  /** Everything the ledger holds, in the order of the log. */
  get items(): readonly LedgerItem[] {
    return [...this.#chunks.values()].flat().sort((a, b) => a.outcome.seq - b.outcome.seq);
  }
}
