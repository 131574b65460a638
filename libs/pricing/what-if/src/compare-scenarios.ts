import type { UsageGroup } from '@suanpan/charging';
import type { Pricing, Scenario } from './scenario.ts';
import { BillSimulation, type SimulatedBill } from './simulate-bill.ts';

/** One scenario with what it would have cost. */
export interface ScenarioBill extends SimulatedBill {
  readonly name: string;
}

/**
 * Charges one history under several scenarios side by side. The history is read once, however many scenarios there are,
 * and nothing of it is kept.
 */
export async function compareScenarios(
  history: AsyncIterable<UsageGroup> | Iterable<UsageGroup>,
  scenarios: readonly Scenario[],
  pricing: Pricing,
): Promise<ScenarioBill[]> {
  const simulations = scenarios.map((scenario) => new BillSimulation(scenario, pricing));
  for await (const group of history) for (const simulation of simulations) simulation.add(group);
  return simulations.map((simulation, i) => ({ name: scenarios[i]?.name ?? '', ...simulation.finish() }));
}
