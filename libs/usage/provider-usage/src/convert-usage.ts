import type { Mark } from '@suanpan/facts';
import { type ProviderUsage, type ReadCounts, usageOf } from './converted-usage.ts';
import { FORMATS, type Format, USAGE_FORMATS, type UsageFormat } from './formats.ts';
import type { UnreadCounts } from './unread-counts.ts';
import { isObject, type Json, UsageReader } from './usage-reader.ts';

export type ConvertedUsage =
  | {
      readonly ok: true;
      readonly usage: ProviderUsage;
      readonly servedModel?: string;
      readonly serviceTier?: string;
      readonly region?: string;
      /** What the answer says it cost, decimal text of US dollars. */
      readonly cost?: string;
      /** What is not certain about the counts and no longer shows in them; what they show is the reader's to find. */
      readonly marks?: readonly Mark[];
      /** Counts of the object that were neither read nor named, by path. */
      readonly unread?: UnreadCounts;
    }
  | {
      readonly ok: false;
      readonly code: 'usage_format_unknown' | 'usage_malformed';
      readonly detail: string;
      /** A JSON pointer into what was given. */
      readonly pointer: string;
    };

/**
 * Brings a provider's own usage object, bare or within its answer, into inclusive totals and named subsets. Answers for any input at all,
 * never with a negative number. A count that the format cannot do without and that is missing makes the object malformed:
 * unknown is not zero. A count that is there and that nobody reads is given with its path and marked.
 */
export function convertUsage(format: string, raw: unknown): ConvertedUsage {
  if (!Object.hasOwn(FORMATS, format)) {
    const detail = `The usage format "${format}" is none of ${USAGE_FORMATS.join(', ')}.`;
    return { ok: false, code: 'usage_format_unknown', detail, pointer: '' };
  }
  const known: Format = FORMATS[format as UsageFormat];
  if (!isObject(raw)) return malformed('', 'is not an object');
  const answer = known.prepare === undefined ? raw : known.prepare(raw);
  const path = known.within.find((names) => isObject(at(answer, names))) ?? [];
  const usage = new UsageReader(at(answer, path) as Json, ['', ...path].join('/'), answer);
  const counts = known.read(usage);
  if (usage.flaw !== undefined) return malformed(usage.flaw.pointer, usage.flaw.detail);
  const quantities = usageOf(counts);
  const whole = Object.values(quantities).filter((value) => typeof value === 'number');
  if (!whole.every(Number.isSafeInteger)) return malformed('', 'adds up to more than can be counted');
  return { ok: true, usage: quantities, ...foundOf(counts, usage, known) };
}

/** Everything beside the counts, each only where it is there. */
function foundOf(counts: ReadCounts, usage: UsageReader, { servedModel, serviceTier }: Format) {
  const unread = usage.unread();
  const marks = [...new Set<Mark>([...(counts.marks ?? []), ...(unread.found ? (['count_unread'] as const) : [])])];
  const found = {
    servedModel: counts.servedModel ?? textAt(usage.answer, servedModel),
    serviceTier: servedTier(counts.serviceTier ?? textAt(usage.answer, serviceTier)),
    region: counts.region,
    cost: counts.cost,
    marks: marks.length === 0 ? undefined : marks,
    unread: Object.keys(unread.counts).length === 0 ? undefined : unread.counts,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as {
    [Name in keyof typeof found]?: NonNullable<(typeof found)[Name]>;
  };
}

/** `auto` is what was asked for, not what served. */
function servedTier(tier: string | undefined): string | undefined {
  return tier?.toLowerCase() === 'auto' ? undefined : tier;
}

function malformed(pointer: string, flaw: string): ConvertedUsage {
  const detail = `The usage object ${pointer === '' ? '' : `at ${pointer} `}${flaw}.`;
  return { ok: false, code: 'usage_malformed', detail, pointer };
}

function at(value: unknown, path: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of path) found = isObject(found) ? found[name] : undefined;
  return found;
}

function textAt(raw: unknown, paths: readonly (readonly string[])[]): string | undefined {
  for (const path of paths) {
    const text = at(raw, path);
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}
