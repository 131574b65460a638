import { AMOUNT_DIGITS_MAX, OUTCOME_KINDS } from '@suanpan/facts';
import { z } from 'zod';
import { Currency, Decimal, Id, Instant, Month, Named, plainText } from '../shapes/basics.ts';

export const RootParams = z.strictObject({ root: Named });

/** Where operations about a root's money are governed. */
export const atRoot = ({ params }: { readonly params: { readonly root: string } }) =>
  ({ kind: 'root', id: params.root }) as const;

export const Money = z.strictObject({ currency: Currency, amount: Decimal }).meta({ id: 'Money' });

/** What rating would reject is refused here already. */
const TOO_LARGE = new RegExp(`^-?\\d{${AMOUNT_DIGITS_MAX + 1}}`);
const isDue = (text: string) => /[1-9]/.test(text) && !TOO_LARGE.test(text);
const DIGITS = `of at most ${AMOUNT_DIGITS_MAX} digits before the point`;

export const SignedAmount = Decimal.refine(isDue, `an amount other than 0, ${DIGITS}`);

export const PositiveAmount = Decimal.refine(
  (text) => isDue(text) && !text.startsWith('-'),
  `an amount above 0, ${DIGITS}`,
);

const Decision = z
  .strictObject({
    shard: z.int(),
    seq: z.int().describe('Of the outcome in its shard.'),
    kind: z.enum(OUTCOME_KINDS),
    reason: z.string().describe('Stable code of why.'),
    text: z.string().describe('The reason for people.'),
    detail: z.string(),
    money: z.array(Money).describe('What it moved, by currency.'),
  })
  .meta({ id: 'Decision', description: 'What rating made of a directive.' });

export const Directive = z
  .strictObject({
    id: z.string(),
    root: Id,
    kind: z.enum(['price-again', 'void', 'amend', 'fee', 'credit', 'close', 'seal']),
    source: z.string().describe('Its identity in the ledger, with root and id.'),
    actor: z.string(),
    reason: z.string(),
    acceptedAt: Instant,
    state: z
      .enum(['accepted', 'sent', 'decided'])
      .describe('`accepted`: it will be sent, whatever crashes. `sent`: it is on the log. `decided`: see the outcome.'),
    sentAt: Instant.exactOptional(),
    outcome: Decision.exactOptional().describe('Once the ledger holds it.'),
    period: Month.exactOptional(),
    account: Id.exactOptional(),
    component: z.string().exactOptional(),
    money: Money.exactOptional().describe('What a fee or credit is about.'),
  })
  .meta({ id: 'Directive', description: 'Anything but an event that moves money. What is accepted is never lost.' });

const Text = plainText(200);

export const CallName = z
  .union([
    z.strictObject({ source: Text, id: Text }).describe('As its sender named it.'),
    z.strictObject({ shard: z.int().min(0), seq: z.int().min(0) }).describe('The outcome that counted it.'),
  ])
  .meta({ id: 'CallName', description: 'Which call is meant.' });
