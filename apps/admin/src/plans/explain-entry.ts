import type { Multiplier, Plan, PlanComponent } from '@suanpan/catalogue';
import type { Entry, EntryLine } from '@suanpan/facts';
import { isMoney } from './preview-charges.ts';

/**
 * An entry for people: what of the plan it is, then each line's arithmetic with its factors in the order they are multiplied:
 * `374 uncached_input × 0.000002 × 0.85 (batch) = 0.0006358 USD (row price_…)`.
 */
export function explainEntry(entry: Entry, plan: Plan | undefined): string[] {
  const { component, currency, amount, factors = [], lines } = entry;
  const multiplied = factors.map((factor) => ` × ${factorText(factor, plan)}`).join('');
  const arithmetic = lines.map((line) => lineText(line, currency, multiplied, plan));
  const sum = lines.length > 1 ? [`sum = ${amount} ${currency}`] : [];
  return [titleOf(component, plan), ...arithmetic, ...sum];
}

function lineText(line: EntryLine, currency: string, multiplied: string, plan: Plan | undefined): string {
  const { leaf, quantity, unitPrice, amount, priceRow } = line;
  if (isMoney(line)) return `${leaf} = ${amount} ${currency}`;
  const from = priceRow === '' ? `a price of the plan ${plan?.id ?? ''}`.trimEnd() : `row ${priceRow}`;
  return `${quantity} ${leaf} × ${unitPrice}${multiplied} = ${amount} ${currency} (${from})`;
}

/** `batch=0.85` as `0.85 (batch: …)`. */
function factorText(factor: string, plan: Plan | undefined): string {
  const at = factor.lastIndexOf('=');
  const [name, value] = [factor.slice(0, at), factor.slice(at + 1)];
  const [kind, of] = name.split(':');
  if (of !== undefined && kind === 'markup') return `${value} (mark-up ${of})`;
  if (of !== undefined && kind === 'fx') return `${value} (exchange rate ${of})`;
  if (name === 'ratio') return `${value} (share of the list price)`;
  const multiplier = plan?.multipliers?.find(({ id }) => id === name);
  return multiplier === undefined ? `${value} (${name})` : `${value} (${name}: ${conditionText(multiplier)})`;
}

function conditionText({ condition }: Multiplier): string {
  switch (condition.on) {
    case 'always':
      return 'always';
    case 'priority':
      return `priority ${condition.priority}`;
    case 'batch':
      return 'granted through the batch interface';
    case 'model':
      return `models ${JSON.stringify(condition.model)}`;
    case 'series':
      return `series ${condition.series}, from ${condition.floor} to ${condition.ceiling}`;
  }
}

function titleOf(component: string | undefined, plan: Plan | undefined): string {
  if (component === undefined) return 'list prices';
  if (component.startsWith('credit:')) return `credit ${component.slice('credit:'.length)} pays`;
  const [id, part] = component.split('#');
  const found = plan?.components.find((each) => each.id === id);
  return found === undefined ? component : `${id}: ${componentText(found, part)}`;
}

function componentText(component: PlanComponent, part: string | undefined): string {
  switch (component.kind) {
    case 'list':
      return 'pay as you go at list prices';
    case 'rate':
      return 'pay as you go at prices of the plan';
    case 'allowance':
      return `free allowance of ${component.quantity} ${component.unit}`;
    case 'commitment':
      return part === 'overage'
        ? `beyond the commitment, ${component.overageRatio ?? '1'} of the list price`
        : `commitment of ${component.quantity} ${component.unit}, paid by its fee`;
    case 'tiers':
      return bandText(component, part);
    case 'result':
      return 'charged by accepted results';
  }
}

function bandText({ mode, bands }: Extract<PlanComponent, { kind: 'tiers' }>, part: string | undefined): string {
  if (part === 'volume')
    return 'what the units before cost now that another band is reached, less what they were charged';
  const band = bands[Number(part) - 1];
  if (band === undefined) return `${mode} tiers`;
  const end = band.upTo === null ? 'without end' : `up to ${band.upTo} units`;
  return `${mode} tiers, band ${part} of ${bands.length}, ${end}`;
}
