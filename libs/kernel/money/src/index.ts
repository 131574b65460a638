export { ATTO_MAX, ATTO_PER_UNIT, attoFromDecimal, attoFromSum, decimalFromAtto } from './decimal.ts';
export {
  compareExact,
  dividedBy,
  EXACT_ONE,
  EXACT_ZERO,
  type Exact,
  exactOf,
  exactOfAtto,
  exactText,
  isWholeAtto,
  minus,
  plus,
  quantiseExact,
  rationalOf,
  times,
} from './exact.ts';
export { attoPerMinorUnit, minorDigits, minorUnitsText, roundToMinorUnits } from './minor-units.ts';
export { type Currency, isCurrency, type Money, sumByCurrency } from './money.ts';
export { quantiseHalfEven } from './rational.ts';
export { storedAtto, storedSum } from './stored-atto.ts';
