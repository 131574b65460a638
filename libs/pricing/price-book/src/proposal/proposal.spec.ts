import { describe, expect, test } from '@jest/globals';
import type { PriceRow } from '@suanpan/catalogue';
import { emptyView } from '@suanpan/catalogue';
import fc from 'fast-check';
import {
  type Approval,
  applyProposal,
  findAmbiguities,
  GENAI_PRICES_BOOK,
  type ImportTerms,
  isWriting,
  LITELLM_BOOK,
  needsSecondPerson,
  type OwnPriceTerms,
  ownPriceRow,
  type Proposal,
  type ProposedFeed,
  percentChange,
  proposeImport,
  snapshotRows,
  tieFault,
} from '../index.ts';
import { holderAt, seriesKey } from './price-series.ts';

const NOW = Date.UTC(2026, 9, 1);
const DAY = 86_400_000;
const TERMS: OwnPriceTerms = { provider: 'openai', model: 'model-1', currency: 'USD', book: GENAI_PRICES_BOOK };

function row(amount: string, more: Partial<OwnPriceTerms> & { readonly leaf?: PriceRow['leaf'] } = {}): PriceRow {
  const { leaf = 'uncached_input', ...terms } = more;
  return ownPriceRow({ ...TERMS, ...terms, leaf, price: { amount } });
}

function feed(rows: readonly PriceRow[], name = GENAI_PRICES_BOOK): ProposedFeed {
  return { feed: name, version: '1', rows, skipped: [] };
}

function propose(
  feeds: readonly ProposedFeed[],
  present: readonly PriceRow[],
  more: Partial<ImportTerms> = {},
): Proposal {
  return proposeImport({ feeds, present, now: NOW, thresholds: { percent: '10' }, ...more });
}

function apply(present: readonly PriceRow[], proposal: Proposal, more: Partial<Approval> = {}): PriceRow[] {
  const applied = applyProposal(proposal, { proposedBy: 'ann', approvedBy: 'bob', effectiveFrom: NOW, ...more });
  if (!applied.ok) throw new Error(`${applied.reason} ${applied.lines.join()}`);
  return changed(present, applied.changes);
}

/** The rows that stand after changes, each of which must be possible: what ends stands, what is created does not. */
function changed(present: readonly PriceRow[], changes: readonly Parameters<typeof noted>[1][]): PriceRow[] {
  const rows = new Map(present.map((each) => [each.id, each]));
  for (const change of changes) noted(rows, change);
  return [...rows.values()];
}

function noted(
  rows: Map<string, PriceRow>,
  change: { readonly act: 'end'; readonly id: string } | { readonly act: 'create'; readonly value: PriceRow },
): void {
  const id = change.act === 'end' ? change.id : change.value.id;
  expect(rows.has(id)).toBe(change.act === 'end');
  if (change.act === 'end') rows.delete(id);
  else rows.set(id, change.value);
}

function kinds({ lines }: Proposal): string[] {
  return lines.map(({ kind }) => kind).sort();
}

describe('what a proposal shows', () => {
  test('new, changed by how many percent, vanished, and what stays; a vanished price never ends', () => {
    const present = [
      row('1'),
      row('3', { leaf: 'output_text' }),
      row('9', { leaf: 'reasoning' }),
      row('7', { book: 'own' }),
    ];
    const proposal = propose(
      [feed([row('1'), row('2', { leaf: 'output_text' }), row('4', { leaf: 'audio_in' })])],
      present,
    );
    expect(proposal).toMatchObject({ unchanged: 1, agreeing: 0, thresholdPercent: '10' });
    expect(kinds(proposal)).toEqual(['changed', 'new', 'vanished']);
    const [first] = proposal.lines;
    expect(first).toMatchObject({
      kind: 'changed',
      steps: [{ from: null, to: null, before: present[1]?.id, percent: '-33.333333333333333333' }],
    });
    const after = apply(present, proposal);
    expect(after.map(({ leaf, unitPrice, effectiveFrom }) => [leaf, unitPrice, effectiveFrom])).toEqual([
      ['uncached_input', '1', null],
      ['output_text', '3', null],
      ['reasoning', '9', null],
      ['uncached_input', '7', null],
      ['output_text', '2', NOW],
      ['audio_in', '4', NOW],
    ]);
    expect(after.at(-1)?.approval).toEqual({ proposal: proposal.id, proposedBy: 'ann', approvedBy: 'bob' });
  });

  test('damaged numbers and what gave no row', () => {
    const damaged = { ...row('2'), flag: 'float_artefact' as const };
    const skipped = [{ provider: 'p', model: 'm', unit: 'pages', why: 'not metered' }];
    const proposal = propose([{ ...feed([damaged]), skipped }], [row('1')]);
    expect(proposal.lines).toMatchObject([
      { kind: 'artefact', steps: [{ percent: null }] },
      { kind: 'skipped', feed: GENAI_PRICES_BOOK, provider: 'p', unit: 'pages' },
    ]);
    expect(proposal.lines.map((line) => needsSecondPerson(line, '1000'))).toEqual([true, false]);
  });

  test('two feeds: the earlier one prices a model that neither has, the other is compared and never contends', () => {
    const other = [
      row('2', { book: LITELLM_BOOK }),
      row('3', { book: LITELLM_BOOK, leaf: 'output_text' }),
      row('5', { book: LITELLM_BOOK, model: 'model-2' }),
    ];
    const feeds = [feed([row('1'), row('3', { leaf: 'output_text' })]), feed(other, LITELLM_BOOK)];
    const proposal = propose(feeds, []);
    expect(kinds(proposal)).toEqual(['conflicting', 'new', 'new', 'new']);
    expect(proposal.agreeing).toBe(1);
    expect(proposal.lines.at(-1)).toMatchObject({
      kind: 'conflicting',
      percent: '100',
      rows: [{ unitPrice: '1' }, { unitPrice: '2' }],
    });
    const after = apply([], proposal);
    expect(findAmbiguities(after)).toEqual([]);
    expect(after.filter(({ book }) => book === LITELLM_BOOK).map(({ model }) => model)).toEqual(['model-2']);
  });

  test('the book that stands keeps its models, also when the other comes first or alone', () => {
    const present = [row('2', { book: LITELLM_BOOK })];
    for (const feeds of [[feed([row('1')]), feed(present, LITELLM_BOOK)], [feed([row('1')])]]) {
      const proposal = propose(feeds, present);
      expect(proposal.lines).toMatchObject([{ kind: 'conflicting', rows: [{ unitPrice: '2' }, { unitPrice: '1' }] }]);
    }
    const wider = row('1', { model: 'family', matcher: { any: [{ equals: 'family' }, { equals: 'model-1' }] } });
    expect(kinds(propose([feed([wider])], present))).toEqual(['conflicting']);
  });

  test('a feed never stands in its own way, and lists that stand in both books stay with both', () => {
    const family = (amount: string, book: string) =>
      row(amount, { book, model: 'family', matcher: { startsWith: 'model' } });
    expect(kinds(propose([feed([family('1', GENAI_PRICES_BOOK), row('2')])], []))).toEqual(['new', 'new']);
    const present = [family('1', LITELLM_BOOK), row('2')];
    expect(kinds(propose([feed([row('3')])], present))).toEqual(['changed']);
    expect(kinds(propose([feed([family('3', LITELLM_BOOK)], LITELLM_BOOK)], present))).toEqual(['changed']);
  });

  test('what contends only with something that is not proposed is proposed', () => {
    const both = { matcher: { any: [{ equals: 'model-1' }, { equals: 'model-9' }] }, model: 'both', book: 'table' };
    const table = [row('2', both), row('3', { model: 'model-9', book: 'table' })];
    const proposal = propose([feed(table, 'table')], [row('1', { book: 'own' })]);
    expect(proposal.lines).toMatchObject([{ kind: 'new', feed: [{ model: 'model-9' }] }, { kind: 'conflicting' }]);
  });

  test('what people keep in two books and what contends within a table is shown whole and not proposed', () => {
    const own = [row('1', { book: 'own' })];
    const table = [
      row('2', { book: 'table' }),
      row('2', { book: 'table', leaf: 'output_text' }),
      row('2', { book: 'table', model: 'model-2' }),
    ];
    const proposal = propose([feed(table, 'table')], own);
    expect(kinds(proposal)).toEqual(['conflicting', 'new']);
    expect(tieFault(emptyView(1, { priceRows: () => own }), { rows: apply([], proposal) })).toBeUndefined();
    expect(kinds(propose([feed([row('1'), row('2')])], []))).toHaveLength(1);
  });

  test('a change that is scheduled already is not proposed again', () => {
    const present = [row('1'), row('2', { effectiveFrom: NOW + DAY })];
    const proposal = propose([feed([row('2')])], present);
    expect(proposal.lines).toMatchObject([{ kind: 'scheduled', from: NOW + DAY }]);
    expect(applyProposal(proposal, { proposedBy: 'a', approvedBy: 'a', effectiveFrom: NOW })).toEqual({
      ok: true,
      changes: [],
    });
  });

  test('the id is a digest of what is proposed, whenever that is', () => {
    const present = [row('1')];
    const first = propose([feed([row('2')])], present);
    expect(propose([feed([row('2')])], present, { now: NOW + DAY }).id).toBe(first.id);
    expect(propose([feed([row('3')])], present).id).not.toBe(first.id);
    expect(propose([feed([row('2')])], [row('1.5')]).id).not.toBe(first.id);
    expect(propose([feed([row('2')])], present, { thresholds: { percent: '50' } }).id).not.toBe(first.id);
  });
});

describe('who may approve', () => {
  const changeTo = (amount: string, more: Partial<OwnPriceTerms> = {}) =>
    propose([feed([row(amount, more)])], [row('1')]);
  const decide = (proposal: Proposal, more: Partial<Approval> = {}) =>
    applyProposal(proposal, { proposedBy: 'ann', approvedBy: 'ann', effectiveFrom: NOW, ...more });

  test('nobody alone above the threshold, which is exact', () => {
    expect(decide(changeTo('1.1')).ok).toBe(true);
    expect(decide(changeTo('0.9')).ok).toBe(true);
    const above = changeTo('1.100000000000000001');
    expect(decide(above)).toEqual({
      ok: false,
      reason: 'second_person_needed',
      lines: above.lines.map(({ id }) => id),
    });
    expect(decide(changeTo('0.899999999999999999')).ok).toBe(false);
    expect(decide(above, { approvedBy: ' ann ' }).ok).toBe(false);
    expect(decide(above, { approvedBy: 'bob' }).ok).toBe(true);
    expect(decide(above, { accept: [] })).toEqual({ ok: true, changes: [] });
  });

  test('nobody alone where no percentage says the change; a new price needs nobody else', () => {
    expect(decide(changeTo('1', { currency: 'CNY' })).ok).toBe(false);
    expect(decide(propose([feed([row('1')])], [row('0')])).ok).toBe(false);
    expect(decide(propose([feed([row('1')])], [])).ok).toBe(true);
    expect(decide(changeTo('0')).ok).toBe(false);
  });

  test('only lines that are there and can be written, and prices that stand never from ever', () => {
    const proposal = changeTo('1.05');
    expect(decide(proposal, { accept: ['x'] })).toEqual({ ok: false, reason: 'line_unknown', lines: ['x'] });
    expect(decide(proposal, { effectiveFrom: null })).toMatchObject({ ok: false, reason: 'effective_from_needed' });
    const fresh = [row('1'), row('2', { leaf: 'output_text', effectiveFrom: NOW - DAY })];
    expect(
      apply([], propose([feed(fresh)], []), { effectiveFrom: null, approvedBy: 'ann' }).map(({ id }) => id),
    ).toEqual(fresh.map(({ id }) => id));
  });
});

test.each([
  ['1', '2', '100'],
  ['3', '1', '-66.666666666666666667'],
  ['0.000003', '0.0000024', '-20'],
  ['1', '1.0', '0'],
  ['0', '0', '0'],
  ['0', '1', null],
])('from %s to %s is %s percent', (before, after, percent) => {
  expect(percentChange({ ...row('1'), unitPrice: before }, { ...row('1'), unitPrice: after })).toBe(percent);
});

test('a row that would begin with another ends, and what it alone said is written anew', () => {
  const [next, later] = [NOW + 10 * DAY, NOW + 20 * DAY];
  const present = [row('1'), row('5', { effectiveFrom: next })];
  const proposal = propose([feed([row('1', { effectiveTo: later })])], present);
  const after = apply(present, proposal, { effectiveFrom: next });
  expect(after.map(({ unitPrice, effectiveFrom, effectiveTo }) => [unitPrice, effectiveFrom, effectiveTo])).toEqual([
    ['1', null, null],
    ['5', later, null],
  ]);
  expect(after[1]?.approval).toBeUndefined();
});

describe('laws', () => {
  const instants = [null, ...Array.from({ length: 8 }, (_, i) => NOW + (i - 4) * DAY)] as const;
  const amount = fc.constantFrom('1', '2', '3');
  const span = fc
    .tuple(fc.constantFrom(...instants), fc.constantFrom(...instants))
    .filter(([from, to]) => from === null || to === null || from < to);
  const anyRow = fc
    .record({
      amount,
      span,
      model: fc.constantFrom('model-1', 'model-2'),
      leaf: fc.constantFrom<PriceRow['leaf']>('uncached_input', 'output_text'),
      serviceTier: fc.constantFrom(null, 'batch'),
      currency: fc.constantFrom('USD', 'USD', 'CNY'),
    })
    .map(({ amount: price, span: [effectiveFrom, effectiveTo], ...more }) =>
      row(price, { ...more, effectiveFrom, effectiveTo }),
    );
  /** Rows of which no two contend, as the writer lets only such stand. */
  const anyBook = fc
    .array(anyRow, { maxLength: 14 })
    .map((rows) =>
      rows.filter((each, i) => findAmbiguities([...rows.slice(0, i + 1)], (other) => other === each).length === 0),
    );
  const undated = anyBook.map((rows) =>
    rows.filter(({ effectiveFrom, effectiveTo }) => effectiveFrom === null && effectiveTo === null),
  );
  const instant = fc.constantFrom(...instants.filter((each) => each !== null));

  const priceAt = (rows: readonly PriceRow[], key: string, at: number) => {
    const held = holderAt(
      rows.filter((each) => seriesKey(each) === key),
      at,
    );
    return held === undefined ? undefined : `${held.unitPrice} ${held.currency}`;
  };
  const probes = instants.filter((each) => each !== null).flatMap((each) => [each - 1, each]);

  test('applied, no time before the instant changes; from it on the feed holds, and what it does not say stays', () => {
    fc.assert(
      fc.property(anyBook, anyBook, instant, (present, said, effectiveFrom) => {
        const proposal = propose([feed(said)], present);
        const after = apply(present, proposal, { effectiveFrom });
        expect(findAmbiguities(after)).toEqual([]);
        const written = new Set(proposal.lines.filter(isWriting).flatMap((line) => line.feed.map(seriesKey)));
        for (const key of new Set([...present, ...said].map(seriesKey))) {
          for (const at of probes) {
            const before = priceAt(present, key, at);
            const expected = at < effectiveFrom || !written.has(key) ? before : (priceAt(said, key, at) ?? before);
            expect([key, at, priceAt(after, key, at)]).toEqual([key, at, expected]);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  test('applied, the same feed proposes nothing more: at once if it names no times, else from the instant on', () => {
    const rest = (proposal: Proposal) => proposal.lines.filter(isWriting);
    fc.assert(
      fc.property(anyBook, undated, instant, (present, said, effectiveFrom) => {
        const after = apply(present, propose([feed(said)], present), { effectiveFrom });
        expect(rest(propose([feed(said)], after))).toEqual([]);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(anyBook, anyBook, instant, (present, said, effectiveFrom) => {
        const after = apply(present, propose([feed(said)], present), { effectiveFrom });
        expect(rest(propose([feed(said)], after, { now: Math.max(NOW, effectiveFrom) }))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('the shipped snapshot, imported from ever, is the rows of the feed, and again it is nothing', () => {
    const { rows, skipped } = snapshotRows();
    const shipped = { feed: GENAI_PRICES_BOOK, version: '1', rows, skipped };
    const first = propose([shipped], []);
    const after = apply([], first, { effectiveFrom: null });
    expect(after.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    const again = propose([shipped], after);
    expect([again.lines.filter(isWriting), again.lines.filter(({ kind }) => kind !== 'skipped')]).toEqual([[], []]);
  });
});
