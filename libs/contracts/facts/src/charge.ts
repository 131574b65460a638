/**
 * What is charged or credited without usage: fees of commitments, true-ups to a minimum, credits put to use, what a money
 * commitment covers, credits for broken promises, prices of accepted results, and corrections by hand.
 */
export const CHARGES = [
  'fee',
  'true_up',
  'credit',
  'covered',
  'overage',
  'sla_credit',
  'result',
  'correction',
] as const;
export type Charge = (typeof CHARGES)[number];
