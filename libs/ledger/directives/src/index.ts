export { netEntries } from '@suanpan/rated-log';
export {
  ADMIN_SOURCE,
  amendDirective,
  BILLING_SOURCE,
  closeDirective,
  correctionFee,
  creditDirective,
  priceAgainDirective,
  sealDirective,
  voidDirective,
  type Wish,
} from './make-directives.ts';
export { partTargets } from './part-targets.ts';
export { type ChargedTarget, type Standing, standingOf, targetOf } from './standing.ts';
