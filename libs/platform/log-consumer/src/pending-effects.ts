import type { FoldPut, FoldStore } from '@suanpan/fold-store';

/** Keys that begin with it belong to the consumer: the effects that are not known to be done, in order. */
export const EFFECT_KEYS: Uint8Array = Uint8Array.of(0xfe);

/** Something to do in the world, as it is kept in the store; the consumer's own text says what. */
export interface PendingEffect {
  readonly key: Uint8Array;
  readonly text: string;
}

/** The effects of one store that are written but not known to be done. */
export class PendingEffects {
  #next: number;
  #pending: PendingEffect[];

  private constructor(pending: PendingEffect[], next: number) {
    this.#pending = pending;
    this.#next = next;
  }

  /** Reads what a process that ended left undone. */
  static async load(store: FoldStore): Promise<PendingEffects> {
    const pending: PendingEffect[] = [];
    for await (const [key, value] of store.scan(EFFECT_KEYS)) {
      pending.push({ key, text: Buffer.from(value).toString() });
    }
    const last = pending.at(-1);
    return new PendingEffects(pending, last === undefined ? 0 : numberOf(last.key) + 1);
  }

  get count(): number {
    return this.#pending.length;
  }

  get first(): PendingEffect | undefined {
    return this.#pending[0];
  }

  /** The puts that keep new effects, to be written together with what they follow from; `add` them once they are. */
  keep(texts: readonly string[]): { readonly puts: readonly FoldPut[]; readonly added: readonly PendingEffect[] } {
    const added = texts.map((text, i) => ({ key: keyOf(this.#next + i), text }));
    return { added, puts: added.map(({ key, text }) => [key, Buffer.from(text)] as const) };
  }

  add(added: readonly PendingEffect[]): void {
    this.#next += added.length;
    this.#pending.push(...added);
  }

  done(): void {
    this.#pending = this.#pending.slice(1);
  }
}

function keyOf(number: number): Buffer {
  const key = Buffer.alloc(9);
  key[0] = 0xfe;
  key.writeBigUInt64BE(BigInt(number), 1);
  return key;
}

function numberOf(key: Uint8Array): number {
  return Number(Buffer.from(key.buffer, key.byteOffset, key.byteLength).readBigUInt64BE(1));
}
