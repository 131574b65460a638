import { describe, expect, test } from '@jest/globals';
import type { Band, PlanComponent } from '@suanpan/catalogue';
import { type Entry, isResultEvent, LEAVES, type UsageEvent } from '@suanpan/facts';
import { decimalFromAtto, quantiseHalfEven, storedAtto } from '@suanpan/money';
import { leafQuantities } from '@suanpan/price-usage';
import fc from 'fast-check';
import { planCharging } from './plan-charging.ts';
import { microOf } from './quantity.ts';
import { byComponent, callOf, type Decided, entriesOf, PlanDesk, totalOf } from './testing/plan-desk.ts';
import { listRows, planned, viewOf } from './testing/plan-world.ts';
import { randomCall, randomWorld } from './testing/random-world.ts';

type Tiers = PlanComponent & { readonly kind: 'tiers' };

/** Bands at unit prices, ends rising. */
const bands: fc.Arbitrary<readonly Band[]> = fc
  .record({
    ends: fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 4 }),
    prices: fc.array(fc.bigInt(0n, 10n ** 17n).map(decimalFromAtto), { minLength: 5, maxLength: 5 }),
  })
  .map(({ ends, prices }) =>
    [...ends.toSorted((a, b) => a - b).map(String), null].map((upTo, i) => ({
      upTo,
      price: { unitPrice: prices[i] ?? '0' },
    })),
  );

function tiersOf(mode: Tiers['mode'], per: Tiers['per']): fc.Arbitrary<Tiers> {
  return bands.map((of) => ({ id: 't', kind: 'tiers', mode, per, bands: of }));
}

/** What a total in millionths of units costs by the definition of the tiers, in atto units. */
function costOf({ mode, bands: of }: Tiers, total: bigint): bigint {
  const ends = of.map(({ upTo }) => (upTo === null ? undefined : BigInt(upTo) * 1_000_000n));
  const prices = of.map(({ price }) => storedAtto('unitPrice' in price ? price.unitPrice : '0'));
  const reached = ends.findIndex((end) => end === undefined || total <= end);
  if (mode === 'volume') return quantiseHalfEven(total * (prices[reached] ?? 0n), 1_000_000n);
  return ends.reduce((sum: bigint, end, band) => {
    const low = band === 0 ? 0n : (ends[band - 1] ?? 0n);
    const high = end === undefined || end > total ? total : end;
    return high > low ? sum + quantiseHalfEven((high - low) * (prices[band] ?? 0n), 1_000_000n) : sum;
  }, 0n);
}

const usage = fc.record(
  {
    inputTokens: fc.nat({ max: 200 }),
    outputTokens: fc.nat({ max: 200 }),
    micro: fc.integer({ min: 1, max: 90_000_000 }),
  },
  { requiredKeys: ['inputTokens', 'outputTokens'] },
);
const usages = fc.array(usage, { minLength: 1, maxLength: 8 });

function secondsOf({
  micro,
  ...tokens
}: {
  inputTokens: number;
  outputTokens: number;
  micro?: number;
}): Partial<UsageEvent> {
  if (micro === undefined) return tokens;
  return { ...tokens, seconds: `${Math.floor(micro / 1e6)}.${String(micro % 1e6).padStart(6, '0')}` };
}

function everything(desk: PlanDesk): readonly Entry[] {
  return desk.log.flatMap(({ decision }) => (decision.charged ? decision.entries : []));
}

describe.each([
  ['graduated', 'total'],
  ['graduated', 'leaf'],
  ['volume', 'total'],
  ['volume', 'leaf'],
] as const)('%s tiers per %s', (mode, per) => {
  test('cost what their total costs, whatever the order of calls, and whatever is taken back or amended on the way', () => {
    fc.assert(
      fc.property(tiersOf(mode, per), usages, fc.array(fc.tuple(fc.nat(), usage)), (tiers, calls, corrections) => {
        const desk = new PlanDesk(planned([tiers]));
        const standing = calls.map((call) => desk.call(secondsOf(call)));
        for (const [pick, amended] of corrections) {
          const target = standing[pick % standing.length] as Decided;
          if (pick % 3 === 0 && standing.length > 1) {
            standing.splice(standing.indexOf(target), 1);
            desk.voidCall(target);
          } else desk.amend(target, { seconds: '0', ...secondsOf(amended) });
        }
        const totals = new Map<string, bigint>();
        for (const target of standing) {
          const { event } = desk.log.findLast((one) => one.event?.id === target.event?.id) ?? target;
          for (const { leaf, quantity } of leafQuantities(event as UsageEvent).quantities) {
            const key = per === 'total' && leaf !== 'second' ? 'total' : leaf;
            totals.set(key, (totals.get(key) ?? 0n) + (microOf(quantity) ?? 0n));
          }
        }
        const cost = [...totals.values()].reduce((sum, total) => sum + costOf(tiers, total), 0n);
        expect(totalOf(everything(desk))).toBe(decimalFromAtto(cost));
      }),
    );
  });
});

test('one call or two of the same usage cost the same under graduated tiers', () => {
  fc.assert(
    fc.property(tiersOf('graduated', 'total'), usages, usage, usage, (tiers, before, a, b) => {
      const [together, apart] = [new PlanDesk(planned([tiers])), new PlanDesk(planned([tiers]))];
      for (const desk of [together, apart]) for (const call of before) desk.call(secondsOf(call));
      const tokens = { inputTokens: a.inputTokens + b.inputTokens, outputTokens: a.outputTokens + b.outputTokens };
      together.call(secondsOf({ ...tokens, micro: (a.micro ?? 0) + (b.micro ?? 0) }));
      apart.call(secondsOf(a));
      apart.call(secondsOf(b));
      expect(totalOf(everything(together))).toBe(totalOf(everything(apart)));
    }),
  );
});

test('more usage never costs less under graduated tiers', () => {
  fc.assert(
    fc.property(tiersOf('graduated', 'total'), usages, usage, usage, (tiers, before, call, more) => {
      const costs = [call, { ...call, inputTokens: call.inputTokens + more.inputTokens }].map((one) => {
        const desk = new PlanDesk(planned([tiers]));
        for (const earlier of before) desk.call(secondsOf(earlier));
        return storedAtto(totalOf(entriesOf(desk.call(secondsOf(one))) as readonly Entry[]));
      });
      expect((costs[0] ?? 0n) <= (costs[1] ?? 0n)).toBe(true);
    }),
  );
});

/** Quantities of the lines that are usage, by leaf. */
function quantitiesOf(entries: readonly Entry[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const { leaf, quantity } of entries.flatMap(({ lines }) => lines))
    if ((LEAVES as readonly string[]).includes(leaf)) sums[leaf] = (sums[leaf] ?? 0n) + (microOf(quantity) ?? 0n);
  return sums;
}

test('every unit of a leaf lands in exactly one slice, and requests are there once or not at all', () => {
  fc.assert(
    fc.property(randomWorld, fc.array(randomCall, { minLength: 1, maxLength: 10 }), (world, calls) => {
      const desk = new PlanDesk(viewOf(world));
      for (const call of calls) {
        const { decision, event } = desk.call(call);
        const opened = [...desk.counters].some(([name]) => name.startsWith('result|'));
        if (!decision.charged || event === undefined || opened) continue;
        const used = leafQuantities(event).quantities.map(({ leaf, quantity }) => [leaf, microOf(quantity)] as const);
        const wanted = Object.fromEntries(used.filter(([leaf]) => leaf !== 'request'));
        const { request, ...charged } = quantitiesOf(decision.entries);
        expect(charged).toEqual(wanted);
        expect([undefined, BigInt(event.requests ?? 1) * 1_000_000n]).toContain(request);
      }
    }),
  );
});

/** Throughput remembers which minute is the newest, although nothing of it is used any more. */
function settled(desk: PlanDesk): readonly (readonly [string, string])[] {
  return [...desk.counters].filter(([name]) => !name.includes('|minutes|')).sort();
}

test('a void brings money and counters back to where they were, and an amendment to the same call changes nothing', () => {
  fc.assert(
    fc.property(randomWorld, fc.array(randomCall, { maxLength: 8 }), randomCall, (world, calls, call) => {
      const desk = new PlanDesk(viewOf(world));
      desk.credit({ credit: 'c', amount: '3' });
      for (const one of calls) desk.call(one);
      const before = settled(desk);
      const target = desk.call(call);
      if (!target.decision.charged) return;
      const charged = settled(desk);
      const same = desk.amend(target, {});
      expect(totalOf(entriesOf(same) as readonly Entry[])).toBe('0');
      expect(same.decision).toMatchObject({ counters: [] });
      expect(settled(desk)).toEqual(charged);
      const back = desk.voidCall(target);
      expect(totalOf(desk.entriesAbout(target))).toBe('0');
      expect(back.decision).toMatchObject({ charged: true, reason: 'voided' });
      expect(settled(desk)).toEqual(before);
    }),
  );
});

test('what credits paid and what is left of them is what was granted, and nothing of them is ever below zero', () => {
  const grant = fc.record({
    account: fc.constantFrom('r', 'd', 's', 'x', 'y'),
    amount: fc.integer({ min: 1, max: 50 }).map((n) => `0.${String(n).padStart(3, '0')}`),
    priority: fc.nat({ max: 2 }),
  });
  const act = fc.oneof({ weight: 3, arbitrary: randomCall }, { weight: 1, arbitrary: fc.nat() });
  fc.assert(
    fc.property(
      randomWorld,
      fc.array(grant, { maxLength: 4 }),
      fc.array(act, { maxLength: 20 }),
      (world, grants, acts) => {
        const desk = new PlanDesk(viewOf(world));
        for (const [i, one] of grants.entries()) desk.credit({ credit: `c${i}`, ...one });
        const standing: Decided[] = [];
        for (const one of acts) {
          const target = typeof one === 'number' ? standing[one % standing.length] : undefined;
          if (target !== undefined) desk.voidCall(standing.splice(standing.indexOf(target), 1)[0] as Decided);
          if (typeof one === 'number') continue;
          const decided = desk.call(one);
          if (decided.decision.charged) standing.push(decided);
        }
        const live = [...desk.counters].filter(([name]) => name.startsWith('p|r|credits|'));
        const left = new Map(
          live.flatMap(([, text]) =>
            (JSON.parse(text) as { credit: string; left: string }[]).map((one) => [one.credit, one.left]),
          ),
        );
        const paid = byComponent(everything(desk));
        for (const [i, { amount }] of grants.entries()) {
          const rest = storedAtto(left.get(`c${i}`) ?? '0');
          expect(rest >= 0n).toBe(true);
          expect(rest - storedAtto(paid[`credit:c${i}`] ?? '0')).toBe(storedAtto(amount));
        }
      },
    ),
  );
});

test('charging again comes to what the prices of today would have come to from the start', () => {
  const price = fc.integer({ min: 0, max: 1_000_000 }).map((n) => ({ amount: `0.${String(n).padStart(6, '0')}` }));
  const book = fc.record({ uncached_input: price, output_text: price });
  const ratio = fc.constantFrom('1', '0.9', '0.5', '0.333333333333333333');
  const component = fc.oneof(
    fc.record({ id: fc.constant('book'), kind: fc.constant('list' as const), ratio }),
    fc
      .record({
        mode: fc.constantFrom('graduated' as const, 'volume' as const),
        end: fc.integer({ min: 1, max: 300 }),
        first: ratio,
        rest: ratio,
      })
      .map(({ mode, end, first, rest }) => ({
        id: 't',
        kind: 'tiers' as const,
        mode,
        per: 'total' as const,
        bands: [
          { upTo: String(end), price: { ratio: first } },
          { upTo: null, price: { ratio: rest } },
        ],
      })),
  );
  const calls = fc.array(fc.record({ inputTokens: fc.nat({ max: 200 }), outputTokens: fc.nat({ max: 200 }) }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(component, book, book, calls, fc.boolean(), (of, yesterday, today, all, isPlanned) => {
      const world = isPlanned ? planned([of]) : {};
      const corrected = new PlanDesk({ ...world, priceRow: listRows(yesterday) });
      const fresh = new PlanDesk({ ...world, priceRow: listRows(today) });
      const targets = all.map((call) => corrected.call(call));
      corrected.view = fresh.view;
      for (const target of targets) corrected.again(target);
      for (const call of all) fresh.call(call);
      expect(totalOf(everything(corrected))).toBe(totalOf(everything(fresh)));
      expect([...corrected.counters].sort()).toEqual([...fresh.counters].sort());
      for (const target of targets) expect(corrected.again(target).decision.charged).toBe(false);
    }),
  );
});

test('charging again at the prices it was charged at changes nothing', () => {
  fc.assert(
    fc.property(randomWorld, fc.array(randomCall, { minLength: 1, maxLength: 8 }), (world, calls) => {
      const desk = new PlanDesk(viewOf(world));
      desk.credit({ credit: 'c', amount: '3' });
      const targets = calls.map((call) => desk.call(call)).filter(({ decision }) => decision.charged);
      for (const target of targets) expect(desk.again(target).decision).toMatchObject({ reason: 'nothing_left' });
    }),
  );
});

test('a call that has a price by the scan is charged on counters that are empty', () => {
  fc.assert(
    fc.property(randomWorld, randomCall, (world, call) => {
      const desk = new PlanDesk(viewOf(world));
      const event = callOf(call);
      expect(isResultEvent(event)).toBe(false);
      expect(planCharging.hasPrice(event, desk.view)).toBe(desk.call(call).decision.charged);
    }),
  );
});
