import { expect, test } from '@jest/globals';
import type { Directive, Entry, UsageEvent } from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import { CHARGED_KEYS, CORRECTED_KEYS, netEntries, statelessCharging } from '@suanpan/rated-log';
import { formatInstant, MS_PER_DAY } from '@suanpan/time';
import { replayShard } from './replay.ts';
import { anEvent, NOON, SHARD, Shard } from './spec-shard.ts';

const ONE = { leaf: 'uncached_input', quantity: 1, unitPrice: '1', amount: '1', priceRow: '' } as const;
const charging = statelessCharging(() => ({
  priced: true,
  reason: 'priced',
  entries: [{ currency: 'USD', amount: '1', lines: [ONE] }],
}));

type Store = ReturnType<typeof memoryFoldStore>;

async function rate(shard: Shard, store: Store): Promise<void> {
  const rater = shard.rater('one', store, { charging });
  await rater.takeOver();
  await rater.rate(shard.source());
  // The next delivery sweeps what the one before has let fold time pass.
  await rater.rate([]);
}

/** A void of what a call is charged by the outcomes named, or of another sum. */
async function sendVoid(shard: Shard, id: string, seq: number, basis = seq, forged?: readonly Entry[]): Promise<void> {
  const outcomes = shard.outcomes();
  const event = outcomes[seq]?.subject as UsageEvent;
  const about = outcomes
    .filter(({ outcome }) => outcome.seq >= seq && outcome.seq <= basis)
    .flatMap(({ outcome }) => outcome.entries.filter(({ corrects }) => (corrects ?? outcome.seq) === seq));
  const charged = { basis, entries: forged ?? netEntries(about) ?? [] };
  const time = formatInstant(shard.now);
  const directive = {
    time,
    directive: 'void',
    id,
    source: 'admin',
    root: 'root-a',
    reason: '',
    target: { seq, event, charged },
  };
  await shard.sendLines('directive', 1, [directive as Directive]);
}

const last = (shard: Shard) => shard.outcomes().at(-1)?.outcome.reason;
const line = { leaf: 'uncached_input', quantity: 1, unitPrice: '500', amount: '500', priceRow: '' } as const;
const FORGED: readonly Entry[] = [{ currency: 'USD', amount: '500', lines: [line] }];

async function counted(shard: Shard, store: Store): Promise<void> {
  await shard.send(1, [anEvent('a'), anEvent('a'), anEvent('b')]);
  await rate(shard, store);
}

test.each([
  ['kept', true],
  ['rebuilt from the log', false],
])(
  'long after its identity is forgotten a call is corrected by what it is charged, from a store that is %s',
  async (_, kept) => {
    const shard = new Shard();
    const store = memoryFoldStore();
    await counted(shard, store);
    shard.now = NOON + 90 * MS_PER_DAY;
    await shard.send(1, [anEvent('later', { time: formatInstant(shard.now) })]);
    await rate(shard, store);
    const then = kept ? store : memoryFoldStore();
    await sendVoid(shard, 'forged', 0, 0, FORGED);
    await rate(shard, then);
    expect(last(shard)).toBe('target_unknown');
    await sendVoid(shard, 'duplicate', 1);
    await rate(shard, then);
    expect(last(shard)).toBe('target_unknown');
    await sendVoid(shard, 'honest', 0);
    await rate(shard, then);
    expect(last(shard)).toBe('voided');
    // Voided, it is charged nothing any more: what it was charged cannot be had back again, nor anything else.
    const voided = shard.outcomes().length - 1;
    await sendVoid(shard, 'again', 0, voided, FORGED);
    await rate(shard, then);
    expect(last(shard)).toBe('target_unknown');
    const { differences } = await replayShard(SHARD, {
      ...{ log: shard.log, catalogue: shard.catalogue },
      charging,
      store: memoryFoldStore(),
    });
    expect(differences).toEqual([]);
  },
);

test('a correction in the same delivery as the call sees what it is charged', async () => {
  const shard = new Shard();
  const store = memoryFoldStore();
  const event = anEvent('a');
  await shard.send(1, [event]);
  const entries = [{ currency: 'USD', amount: '1', lines: [ONE] }];
  const target = { seq: 0, event, charged: { basis: 0, entries } };
  const base = { time: event.time, directive: 'void', source: 'admin', root: 'root-a', reason: '' };
  await shard.sendLines('directive', 1, [
    { ...base, id: 'forged', target: { ...target, charged: { basis: 0, entries: FORGED } } },
  ]);
  await shard.sendLines('directive', 1, [{ ...base, id: 'honest', target }]);
  await rate(shard, store);
  expect(shard.outcomes().map(({ outcome }) => outcome.reason)).toEqual(['priced', 'target_unknown', 'voided']);
});

test.each([
  ['swept', true],
  ['not swept', false],
])(
  'after a hundred days nothing proves a correction any more, %s, also if more days are kept by then',
  async (_, swept) => {
    const shard = new Shard();
    const store = memoryFoldStore();
    await counted(shard, store);
    shard.now = NOON + 101 * MS_PER_DAY;
    await shard.send(1, [anEvent('later', { time: formatInstant(shard.now) })]);
    await rate(shard, store);
    const then = swept ? store : memoryFoldStore();
    await sendVoid(shard, 'late', 0);
    await rate(shard, then);
    expect(last(shard)).toBe('target_unknown');
    if (swept) expect(await keys(store, CHARGED_KEYS)).toBe(1);
  },
);

test('a broker whose clock was years behind and is put right makes no call of today too old to be corrected', async () => {
  const shard = new Shard();
  const store = memoryFoldStore();
  shard.skewMs = -3 * 365 * MS_PER_DAY;
  await counted(shard, store);
  shard.skewMs = 0;
  await shard.send(1, [anEvent('later')]);
  await rate(shard, store);
  for (const [id, then] of [
    ['forged', memoryFoldStore()],
    ['honest', store],
  ] as const) {
    await sendVoid(shard, id, 0, 0, id === 'forged' ? FORGED : undefined);
    await rate(shard, then);
    expect(last(shard)).toBe(id === 'forged' ? 'target_unknown' : 'voided');
  }
});

test('what was corrected is swept with the batch it was counted in', async () => {
  const shard = new Shard();
  const store = memoryFoldStore();
  await counted(shard, store);
  await sendVoid(shard, 'void', 0);
  await rate(shard, store);
  expect(await keys(store, CORRECTED_KEYS)).toBe(1);
  shard.now = NOON + 101 * MS_PER_DAY;
  await shard.send(1, [anEvent('later', { time: formatInstant(shard.now) })]);
  await rate(shard, store);
  expect(await keys(store, CORRECTED_KEYS)).toBe(0);
});

async function keys(store: Store, prefix: Uint8Array): Promise<number> {
  let count = 0;
  for await (const _ of store.scan(prefix)) count += 1;
  return count;
}
