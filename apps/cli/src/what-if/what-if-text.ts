import { groupedDigits } from '../output/grouped-digits.ts';
import { moneyText } from '../output/money-text.ts';
import { textTable } from '../output/table.ts';
import type { BestCommitmentResult, Scenario, WhatIfResult } from './what-if-result.ts';

const RIGHT = 'right' as const;
const BAR_MAX = 30;
const ESTIMATE = 'An estimate: a plan looks at the order of calls, and within a day they are taken together here.';

/** Scenarios side by side: a line per month, a column per scenario, and what is not in them. */
export function whatIfText({ scenarios, estimate }: WhatIfResult): string[] {
  const columns = [{ title: 'MONTH' }, ...scenarios.map(({ name }) => ({ title: name, align: RIGHT }))];
  const periods = [...new Set(scenarios.flatMap(({ months }) => months.map(({ period }) => period)))].sort();
  const rows = periods.map((period) => [period, ...scenarios.map((scenario) => monthText(scenario, period))]);
  const totals = periods.length > 1 ? [['total', ...scenarios.map(({ totals: sums }) => sumsText(sums))]] : [];
  return [...textTable(columns, [...rows, ...totals]), ...scenarios.flatMap(notes), ...(estimate ? [ESTIMATE] : [])];
}

function monthText({ months }: Scenario, period: string): string {
  return sumsText(months.find((month) => month.period === period)?.totals ?? []);
}

function sumsText(sums: Scenario['totals']): string {
  return sums.length === 0 ? 'nothing' : sums.map(moneyText).join(' + ');
}

function notes({ name, months, outsideCalendar }: Scenario): string[] {
  const uncharged = months.flatMap((month) => month.uncharged);
  return [
    ...uncharged.map(
      ({ calls, reason }) => `${name}: ${calls.toLocaleString('en')} calls would have no price (${reason})`,
    ),
    ...(outsideCalendar === 0
      ? []
      : [`${name}: ${outsideCalendar.toLocaleString('en')} calls lie outside the calendar`]),
  ];
}

/** The curve of a commitment, and the quantity that would have cost least. */
export function bestCommitmentText({ best, curve, currency, proved, estimate }: BestCommitmentResult): string[] {
  const columns = [{ title: 'QUANTITY', align: RIGHT }, { title: `COST ${currency}`, align: RIGHT }, { title: '' }];
  // A bar is drawn, not counted with: its length may be rounded.
  const highest = Math.max(...curve.map(({ cost }) => Number(cost)), 0);
  const rows = curve.map(({ quantity, cost }) => [
    groupedDigits(quantity),
    cost,
    `${'#'.repeat(highest === 0 ? 0 : Math.round((Number(cost) / highest) * BAR_MAX))}${quantity === best.quantity ? ' least' : ''}`,
  ]);
  const sure = proved ? 'no quantity at all would have cost less' : 'none of these would have cost less';
  return [
    ...textTable(columns, rows),
    `best: ${groupedDigits(best.quantity)} for ${best.cost} ${currency}; ${sure}`,
    ...(estimate ? [ESTIMATE] : []),
  ];
}
