import type { Reconciliation } from '@suanpan/ledger-clickhouse';
import { textTable } from '../output/table.ts';

const right = 'right' as const;
const COLUMNS = [
  { title: 'SHARD', align: right },
  { title: 'EVENTS', align: right },
  { title: 'OUTCOMES', align: right },
  { title: 'IN LEDGER', align: right },
  { title: 'ROWS DUE', align: right },
  { title: 'ROWS', align: right },
  { title: 'MONEY RATED', align: right },
  { title: 'MONEY IN LEDGER', align: right },
  { title: 'DIFFERENCE', align: right },
];

/** The reconcile table as people read it: a line per shard, and one sentence. */
export function reconcileText({ shards, agrees }: Reconciliation): string[] {
  const rows = shards.map((row) => [
    String(row.shard),
    String(row.sourceFacts),
    String(row.outcomes),
    String(row.ledgerOutcomes),
    String(row.rows),
    String(row.ledgerRows),
    moneyText(row.money.map(({ currency, rated }) => [rated, currency])),
    moneyText(row.money.map(({ currency, ledger }) => [ledger, currency])),
    row.fault === undefined ? differenceText(row.differences) : 'not counted',
  ]);
  const faults = shards.flatMap(({ shard, fault }) =>
    fault === undefined ? [] : [`shard ${shard} could not be counted: ${fault}`],
  );
  return [...textTable(COLUMNS, rows), ...faults, agrees ? 'All differences are 0.' : 'There are differences.'];
}

function moneyText(amounts: readonly (readonly [amount: string, currency: string])[]): string {
  return amounts.length === 0 ? '0' : amounts.map(([amount, currency]) => `${amount} ${currency}`).join(' + ');
}

function differenceText(differences: Reconciliation['shards'][number]['differences']): string {
  const { sourceToOutcomes, outcomesToLedger, rows, money } = differences;
  const said = [
    sourceToOutcomes === 0 ? '' : `${sourceToOutcomes} events`,
    outcomesToLedger === 0 ? '' : `${outcomesToLedger} outcomes`,
    rows === 0 ? '' : `${rows} rows`,
    ...Object.entries(money).map(([currency, amount]) => (amount === '0' ? '' : `${amount} ${currency}`)),
  ].filter((text) => text !== '');
  return said.length === 0 ? '0' : said.join(', ');
}
