import { expect, test } from '@jest/globals';
import { matcherFlaw } from './matcher-flaw.ts';
import type { ModelMatcher, PriceRow } from './price-row.ts';
import { priceRowFlaw } from './price-row-flaw.ts';

const ROW: PriceRow = {
  id: 'row_1',
  book: 'own',
  provider: 'demo',
  model: 'm',
  matcher: { any: [{ equals: 'm' }, { all: [{ startsWith: 'a' }, { regex: '^b\\d+$' }] }] },
  leaf: 'output_text',
  unitPrice: '0.00000200',
  currency: 'USD',
  effectiveFrom: 1_700_000_000_000,
  effectiveTo: null,
  daily: { fromSecond: 82_800, toSecond: 3_600 },
  weekdays: [6, 0],
  aboveInputTokens: 200_000,
  serviceTier: 'flex',
  region: null,
  root: 'acme',
  account: 'lab',
  source: { feed: 'own', version: '1' },
  approval: { proposal: 'p1', proposedBy: 'ann', approvedBy: 'bob' },
  flag: 'float_artefact',
};

test('a row with every condition is sound, and so is one without its optional fields, and one for whole days', () => {
  expect(priceRowFlaw(ROW)).toBeUndefined();
  const { weekdays: _w, account: _a, approval: _p, ...bare } = ROW;
  expect(priceRowFlaw({ ...bare, root: null, daily: null, flag: null })).toBeUndefined();
  expect(priceRowFlaw({ ...ROW, daily: null, weekdays: [0, 6] })).toBeUndefined();
});

const damaged: [string, Partial<Record<keyof PriceRow | 'priority', unknown>>, RegExp][] = [
  ['a price for one unit that says so twice', { per: 1 }, /^per must/],
  ['a price for a part of a unit', { per: 3.6 }, /^per must/],
  ['a negative price', { unitPrice: '-1' }, /^unitPrice must/],
  ['a price in floating point', { unitPrice: '2e-6' }, /^unitPrice/],
  ['a price that is a number', { unitPrice: 0.000002 }, /^unitPrice/],
  ['a price with 19 fraction digits', { unitPrice: '0.0000000000000000001' }, /^unitPrice/],
  ['a price with an idle zero in front, which the tables would lose', { unitPrice: '00.5' }, /^unitPrice/],
  ['a currency in small letters', { currency: 'usd' }, /^currency/],
  ['an unknown leaf', { leaf: 'thoughts' }, /^leaf/],
  ['an empty validity', { effectiveFrom: 5, effectiveTo: 5 }, /^effectiveFrom must lie before/],
  ['an instant with a fraction', { effectiveFrom: 0.5 }, /^effectiveFrom/],
  ['a daily window beyond the day', { daily: { fromSecond: 0, toSecond: 86_401 } }, /^daily\.toSecond/],
  ['an empty daily window', { daily: { fromSecond: 7, toSecond: 7 } }, /^daily/],
  ['an eighth weekday', { weekdays: [7] }, /^weekdays\[0\]/],
  ['a weekday twice', { weekdays: [1, 1] }, /^weekdays must not repeat/],
  ['no weekday at all', { weekdays: [] }, /^weekdays/],
  ['a negative tier', { aboveInputTokens: -1 }, /^aboveInputTokens/],
  ['an account of no root', { root: null }, /^account/],
  ['half an approval', { approval: { proposal: 'p1', proposedBy: 'ann' } }, /^approval\.approvedBy/],
  ['no source', { source: null }, /^source/],
  ['a source with a stray field', { source: { feed: 'own', version: '1', url: 'y' } }, /^source\.url is not known/],
  ['an unknown flag', { flag: 'odd' }, /^flag/],
  ['an empty provider', { provider: '' }, /^provider/],
  ['a model with a line feed', { model: 'a\nb' }, /^model/],
  ['a null where a field may be absent', { approval: null }, /^approval/],
  ['a field that nobody knows', { priority: 'high' }, /^priority is not known/],
];

test.each(damaged)('a row with %s is not', (_name, change, flaw) => {
  expect(priceRowFlaw({ ...ROW, ...change } as PriceRow)).toMatch(flaw);
});

const matchers: [string, unknown, RegExp][] = [
  ['two forms', { equals: 'a', contains: 'b' }, /exactly one/],
  ['an unknown form', { like: 'a' }, /exactly one/],
  ['no form', null, /exactly one/],
  ['an empty list', { any: [] }, /matcher any/],
  ['a text that is none', { startsWith: 7 }, /matcher startsWith/],
  ['an expression that does not compile', { all: [{ regex: '(' }] }, /does not compile/],
  ['more parts than anybody needs', { any: Array.from({ length: 200 }, () => ({ equals: 'a' })) }, /too many parts/],
  ['a repeated repetition', { regex: '^(a+)+$' }, /repeats a repetition/],
  ['a repeated repetition behind another parenthesis', { regex: '^((a+))*$' }, /repeats a repetition/],
  ['a repeated repetition in braces', { regex: '(?:a*){20}' }, /repeats a repetition/],
  ['a repeated option', { regex: '(a?){40}' }, /repeats a repetition/],
  ['a repeated choice', { regex: '^(a|a)+$' }, /repeats a repetition/],
  ['repeats one after the other', { regex: '.*a.*b.*c' }, /open repeats/],
  ['a repeat that is as good as open', { regex: 'a{0,99}b{1,}c*' }, /open repeats/],
  ['options one after the other', { regex: `${'a?'.repeat(9)}b` }, /choices/],
];

test.each(matchers)('a matcher with %s is refused', (_name, matcher, flaw) => {
  expect(matcherFlaw(matcher as ModelMatcher)).toMatch(flaw);
});

test.each([
  '^gpt-5\\.6-sol-\\d{4}-\\d{2}-\\d{2}$',
  '^(?!.*-[tT][tT][sS](?:$|-))',
  '^grok-4\\.5\\[fast=true\\]$',
  'claude-(opus|sonnet)-4(-\\d{8})?',
  'b+',
  '(\\d{4}){2}',
  '[(+*){]{3}',
])('the expression %s is sound', (regex) => {
  expect(matcherFlaw({ regex })).toBeUndefined();
});

test('a deeply nested matcher is refused, not followed', () => {
  let matcher: ModelMatcher = { equals: 'm' };
  for (let i = 0; i < 10_000; i += 1) matcher = { any: [matcher] };
  expect(matcherFlaw(matcher)).toMatch(/too many parts/);
});
