import {
  EXCEEDS,
  type Inconsistency,
  QUANTITY_PLACES as PLACES,
  QUANTITIES,
  type QuantityField,
  TOKEN_GROUPS,
  type UsageQuality,
} from '@suanpan/facts';

/**
 * The quantities of one event by their place in `QUANTITIES`, each unknown if undefined. An array, because reading and
 * writing a field by a name that is only known at run time costs several times as much.
 */
export type Counts = readonly (number | string | undefined)[];

/** Operations that read and write tokens: without both totals their usage is not known. */
const GENERATING: ReadonlySet<string> = new Set(['chat', 'text_completion', 'generate_content', 'responses']);

const isUnit = QUANTITIES.map(({ kind }) => kind !== 'tokens');
const INPUT = PLACES.inputTokens;
const OUTPUT = PLACES.outputTokens;

/**
 * How far the counts can be trusted. What the sender claims holds, except that nothing can be `reported` or `estimated`
 * that is not there: unknown is never zero. A generating operation needs both token totals; any other one needs a
 * total or a unit.
 */
export function usageQualityOf(claimed: UsageQuality | undefined, operation: string, counts: Counts): UsageQuality {
  const [input, output] = [counts[INPUT] !== undefined, counts[OUTPUT] !== undefined];
  const known = GENERATING.has(operation) ? input && output : input || output || hasUnit(counts);
  return known ? (claimed ?? 'reported') : 'missing';
}

function hasUnit(counts: Counts): boolean {
  for (let place = 0; place < counts.length; place += 1) if (isUnit[place] && counts[place] !== undefined) return true;
  return false;
}

/** Whether any token count is known. */
export function hasTokens(counts: Counts): boolean {
  for (let place = 0; place < counts.length; place += 1) if (!isUnit[place] && counts[place] !== undefined) return true;
  return false;
}

const GROUPS = TOKEN_GROUPS.map(({ total, subsets, overlaps }) => ({
  total: PLACES[total.field],
  subsets: subsets.map(({ field }) => PLACES[field]),
  overlaps: overlaps.map(({ field, within }) => ({
    place: PLACES[field],
    parents: within.map((parent) => PLACES[parent as QuantityField]),
    exceeds: EXCEEDS[field],
  })),
  exceeds:
    total.field === 'inputTokens' ? ('input_subsets_exceed_total' as const) : ('output_subsets_exceed_total' as const),
}));

/**
 * In which ways subsets exceed their totals. An overlap is part of two subsets at once, so it is counted once among them.
 * Answers `undefined` if all is well, which is nearly always.
 */
export function inconsistenciesOf(counts: Counts): readonly Inconsistency[] | undefined {
  if (!hasSubsets(counts)) return undefined;
  let found: Inconsistency[] | undefined;
  let beyond: Inconsistency[] | undefined;
  for (let at = 0; at < GROUPS.length; at += 1) {
    const { total, subsets, overlaps, exceeds } = GROUPS[at] as (typeof GROUPS)[number];
    let sum = 0;
    for (let i = 0; i < subsets.length; i += 1) sum += countAt(counts, subsets[i] as number);
    for (let i = 0; i < overlaps.length; i += 1) {
      const { place, parents, exceeds: shareExceeds } = overlaps[i] as (typeof overlaps)[number];
      const claimed = countAt(counts, place);
      if (claimed === 0) continue;
      const shared = Math.min(claimed, ...parents.map((parent) => countAt(counts, parent)));
      sum -= shared;
      if (claimed > shared) beyond = [...(beyond ?? []), shareExceeds];
    }
    if (sum > countAt(counts, total)) found = [...(found ?? []), exceeds];
  }
  return beyond === undefined ? found : [...(found ?? []), ...beyond];
}

const SUBSETS = TOKEN_GROUPS.flatMap(({ subsets, overlaps }) => [...subsets, ...overlaps]).map(
  ({ field }) => PLACES[field],
);

/** Most calls have none, or one that is 0. */
function hasSubsets(counts: Counts): boolean {
  for (let i = 0; i < SUBSETS.length; i += 1) if (counts[SUBSETS[i] as number]) return true;
  return false;
}

function countAt(counts: Counts, place: number): number {
  return (counts[place] as number | undefined) ?? 0;
}
