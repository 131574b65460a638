import { formatInstant, parseInstant } from '@suanpan/time';
import { z } from 'zod';

/**
 * Printable text: no control characters. Spelled in ranges, because many readers of OpenAPI know no `\p{…}`; half characters,
 * which no pattern of theirs could name either, are looked for beside it.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const PLAIN = /^[^\x00-\x1f\x7f-\x9f]+$/;
const isWhole = (text: string) => text.isWellFormed();
const PLAIN_WANTED = 'text without control characters';

/** An id that people may choose. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, '1 to 64 letters, digits or _ . : - that begin with a letter or digit')
  .meta({ id: 'Id', description: '1 to 64 letters, digits or `_ . : -`, beginning with a letter or digit.' });

/** An id in an address. Any text that a database can hold: what was never given is simply not found. */
export const Named = plainText(400);

export function plainText(lengthMax: number) {
  return z.string().min(1).max(lengthMax).regex(PLAIN, PLAIN_WANTED).refine(isWhole, PLAIN_WANTED);
}

export const Name = plainText(200).meta({ id: 'Name', description: 'What people call it.' });

export const Reason = plainText(1_000).meta({
  id: 'Reason',
  description: 'Why, for the people who read the log later. It stands in the revision for ever.',
});

/** RFC 3339 outside, epoch milliseconds inside. */
export const Instant = z
  .codec(z.string().max(40), z.int(), {
    decode: (text, context) => {
      const instant = parseInstant(text);
      if (instant !== undefined) return instant;
      context.issues.push({ code: 'custom', message: 'an RFC 3339 instant with offset', input: text });
      return z.NEVER;
    },
    encode: formatInstant,
  })
  .meta({ id: 'Instant', format: 'date-time', description: 'RFC 3339; answered in UTC with milliseconds.' });

/** A number as text, exact: never a JSON number, which many readers round. */
export const Decimal = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,19})(\.\d{1,18})?$/, 'a plain decimal with at most 18 fraction digits')
  .meta({ id: 'Decimal', description: 'A decimal as text with at most 18 fraction digits, e.g. `0.0000025`.' });

export const Amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})(\.\d{1,18})?$/, 'a plain decimal, not negative, with at most 18 fraction digits')
  .meta({ id: 'Amount', description: 'A decimal as text, not negative.' });

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'three capital letters')
  .meta({ id: 'Currency', description: 'ISO 4217, e.g. `USD` or `CNY`.' });

export const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11')
  .meta({ id: 'Month', description: 'A billing month in the calendar of the root, e.g. `2026-11`.' });

export const Shard = z.int().min(0);

const LIMIT_MAX = 500;
export const LIMIT_FALLBACK = 50;

/** What every list takes. */
export const ListQuery = {
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).exactOptional().describe('Entries at most; 50 if not named.'),
  cursor: z
    .string()
    .min(1)
    .max(2_000)
    .exactOptional()
    .describe('`nextCursor` of the page before, with the same filters.'),
};

/** A page of a list. */
export function pageOf<T extends z.ZodType>(id: string, item: T) {
  return z
    .strictObject({
      items: z.array(item),
      nextCursor: z.string().nullable().describe('Where the next page begins; null after the last.'),
    })
    .meta({ id });
}
