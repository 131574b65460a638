export {
  type BestCommitment,
  bestCommitment,
  type CommitmentPoint,
  type CommitmentQuestion,
} from './best-commitment.ts';
export { boundariesOf, type DatedTerms, dependsOnOrder } from './boundaries.ts';
export { compareScenarios, type ScenarioBill } from './compare-scenarios.ts';
export { type Pricing, type Scenario, type Supposition, suppose, TierViews } from './scenario.ts';
export { BillSimulation, type MonthBill, type SimulatedBill } from './simulate-bill.ts';
