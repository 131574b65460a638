export { planCharging } from './plan-charging.ts';
export { planFees } from './plan-fees.ts';
export { planFlaw } from './ready-plan.ts';
