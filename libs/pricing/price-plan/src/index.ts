export { planCharging } from './plan-charging.ts';
