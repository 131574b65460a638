import { type Charge, quantityOfLeaf } from '@suanpan/facts';

/** What charges are called on paper. */
const CHARGE_WORDS: Readonly<Record<Charge, string>> = {
  fee: 'Fee',
  true_up: 'True-up to minimum',
  credit: 'Prepaid credit',
  covered: 'Covered by commitment',
  overage: 'Overage',
  sla_credit: 'Service level credit',
  result: 'Accepted results',
  correction: 'Correction',
};

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** Characters these words and the layout need, whatever the statement holds. */
export const LAYOUT_CHARACTERS = `${Array.from({ length: 95 }, (_, i) => String.fromCharCode(i + 32)).join('')}…·–—−›→×`;

export function itemWords(item: string): string {
  const words: Readonly<Record<string, string>> = CHARGE_WORDS;
  return quantityOfLeaf(item)?.title ?? words[item] ?? item;
}

/** `2026-11` as `November 2026`. */
export function monthWords(period: string): string {
  const [year = '', month = ''] = period.split('-');
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? period : `${name} ${year}`;
}

/** `-1234567.80` as `−1,234,567.80`. */
export function amountWords(decimal: string): string {
  const [whole = '', fraction] = decimal.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${decimal.startsWith('-') ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Whether an exact amount says more than the rounded one beside it. */
export function isRounded(amount: string, exactAmount: string): boolean {
  const trimmed = amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
  return trimmed !== exactAmount && !(trimmed === '-0' && exactAmount === '0');
}

/** The difference of two amounts with the same number of fraction digits. */
export function minusAmount(one: string, other: string): string {
  const digits = one.split('.')[1]?.length ?? 0;
  const difference = BigInt(one.replace('.', '')) - BigInt(other.replace('.', ''));
  const text = (difference < 0n ? -difference : difference).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${difference < 0n ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(text.length - digits)}`}`;
}
