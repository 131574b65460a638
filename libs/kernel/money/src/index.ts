export { ATTO_MAX, ATTO_PER_UNIT, attoFromDecimal, decimalFromAtto } from './decimal.ts';
export { attoPerMinorUnit, minorDigits, minorUnitsText, roundToMinorUnits } from './minor-units.ts';
export { type Currency, isCurrency, type Money, sumByCurrency } from './money.ts';
export { quantiseHalfEven } from './rational.ts';
