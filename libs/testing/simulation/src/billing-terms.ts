import type { Change } from '@suanpan/catalogue';

// What a planned world is billed by, told once for the catalogue, in the code's terms, and for the judge, in plain numbers.

const DAY_MS = 86_400_000;
const MONTH_MS = 2 * DAY_MS;
const MONTHS = 60;
const STARTS = Date.UTC(2025, 11, 1);
const FIRST_YEAR = 2025;

/** Steps of price for the tokens of a month, all step models together: in millionths of a dollar for one token. */
export const STEPS = [
  { upTo: 3_000, micro: 10_000 },
  { upTo: 9_000, micro: 6_000 },
  { upTo: Number.POSITIVE_INFINITY, micro: 2_000 },
] as const;

export const STEP_MODELS: readonly string[] = ['abacus', 'beads'];

/** The model whose calls cost nothing until a result of theirs is accepted, and what that costs then. */
export const RESULT_MODEL = 'dial';
export const RESULT_MICRO = 1_500_000;

/** What a month costs at least, in millionths of a dollar. */
export const MINIMUM_MICRO = 40_000_000;

/** The id of the month an instant falls in. Months here are two days long, so that a run passes through several. */
export function monthAt(instant: number): string {
  return monthId(Math.floor((instant - STARTS) / MONTH_MS));
}

export function monthAfter(id: string): string {
  const [year = 0, month = 0] = id.split('-').map(Number);
  return monthId((year - FIRST_YEAR) * 12 + month);
}

function monthId(number: number): string {
  return `${FIRST_YEAR + Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
}

/** The catalogue entries that put a root on the plan. */
export function billingChanges(root: string): Change[] {
  const bounds = Array.from({ length: MONTHS + 1 }, (_, number) => STARTS + number * MONTH_MS);
  const calendar = { id: root, root, first: monthId(0), bounds };
  const plan = {
    ...{ id: `steps-${root}@1`, plan: `steps-${root}`, version: 1, root, name: 'Steps', currency: 'USD' },
    components: [
      {
        ...({ id: 'steps', kind: 'tiers', mode: 'graduated', per: 'total' } as const),
        selector: { model: { any: STEP_MODELS.map((equals) => ({ equals })) } },
        bands: STEPS.map(({ upTo, micro }) => ({
          upTo: Number.isFinite(upTo) ? String(upTo) : null,
          price: { unitPrice: decimal(micro) },
        })),
      },
      {
        ...({ id: 'outcome', kind: 'result', unitPrice: decimal(RESULT_MICRO) } as const),
        selector: { model: { equals: RESULT_MODEL } },
      },
      { id: 'list', kind: 'list' } as const,
    ],
    minimumAmount: decimal(MINIMUM_MICRO),
  };
  const assignment = { id: `on-${root}`, root, account: root, plan: plan.id, effectiveFrom: 0, effectiveTo: null };
  return [
    { entity: 'calendar', id: calendar.id, before: null, after: calendar },
    { entity: 'plan', id: plan.id, before: null, after: plan },
    { entity: 'assignment', id: assignment.id, before: null, after: assignment },
  ];
}

/** Millionths as decimal text. */
export function decimal(micro: number): string {
  const sign = micro < 0 ? '-' : '';
  const digits = String(Math.abs(micro)).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
}
