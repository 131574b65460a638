import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import { ClickHouseLedgerStore, migrateLedger } from '@suanpan/ledger-clickhouse';
import { attoFromDecimal, decimalFromAtto, storedAtto } from '@suanpan/money';
import { type RealClickHouse, startRealClickHouse } from '@suanpan/real-parts';
import { lineId, statementJson } from '@suanpan/statement';
import { readPostedRows, streamLineOutcomes } from '@suanpan/statement-clickhouse';
import { Disagreement, demandSame, type Played } from './agree.ts';
import { statementOf } from './compare-statements.ts';
import { SHARD } from './sent-record.ts';

/** The ledger as it is in production, in an engine of its own. */
export class RealLedger {
  readonly admin: ClickHouse;
  readonly store: ClickHouseLedgerStore;
  readonly #engine: RealClickHouse;
  readonly #clients: readonly ClickHouse[];

  private constructor(engine: RealClickHouse) {
    const connect = (user: string, password: string): ClickHouse =>
      connectClickHouse({ url: engine.url, user, password, requestTimeoutMs: 20_000 });
    this.#engine = engine;
    this.admin = connect(engine.user, engine.password);
    const [sink, repair] = [connect('sink', 'sink'), connect('repair', 'repair')];
    this.#clients = [this.admin, sink, repair];
    this.store = new ClickHouseLedgerStore({ sink, repair, instance: 'agreement' });
  }

  static async start(): Promise<RealLedger> {
    const ledger = new RealLedger(await startRealClickHouse());
    await migrateLedger(ledger.admin);
    return ledger;
  }

  async empty(): Promise<void> {
    await this.admin.exec('TRUNCATE TABLE ledger.usage');
    await this.admin.exec('TRUNCATE TABLE ledger.repairs');
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.#engine.stop();
  }

  /**
   * Reads the statements of a history out of the ledger: each must be the one that its outcomes make, and every line of it must lead
   * back to outcomes that come to it. Answers how many lines were followed.
   */
  async prove({ history, items, statements }: Played): Promise<number> {
    let lines = 0;
    const [held] = await this.store.holdings();
    const sums = new Map<string, bigint>();
    for (const { currency, amount } of items.flatMap(({ outcome }) => outcome.entries))
      sums.set(currency, (sums.get(currency) ?? 0n) + storedAtto(amount));
    const money = Object.fromEntries([...sums].filter(([, atto]) => atto !== 0n).sort());
    const ofLedger = Object.entries(held?.money ?? {}).filter(([, text]) => attoFromDecimal(text) !== 0n);
    demandSame(
      'money of the ledger and the outcomes',
      Object.fromEntries(ofLedger.sort()),
      Object.fromEntries(Object.entries(money).map(([currency, atto]) => [currency, decimalFromAtto(atto)])),
    );
    for (const { root, period, statement } of statements) {
      const { rows, asOf } = await readPostedRows(this.admin, { root, shard: SHARD, period });
      const { asOf: _, ...read } = statementOf(root, period, rows, history.catalogue, asOf);
      demandSame(
        `the statement of ${root} for ${period}, read and made`,
        JSON.parse(statementJson(read)),
        JSON.parse(statementJson(statement)),
      );
      for (const line of [...statement.lines, ...statement.adjustments]) {
        lines += 1;
        await this.#follow(root, period, line, items);
      }
    }
    return lines;
  }

  async #follow(
    root: string,
    period: string,
    line: Played['statements'][number]['statement']['lines'][number],
    items: Played['items'],
  ): Promise<void> {
    const { account, project, provider, model, item, plan, component, currency, servicePeriod } = line;
    const keys = { account, project, provider, model, item, plan, component, currency, servicePeriod };
    let [quantity, amount] = [0n, 0n];
    for await (const found of streamLineOutcomes(this.admin, { root, period, keys })) {
      quantity += storedAtto(found.quantity);
      amount += storedAtto(found.amount);
      const entry = items[found.seq]?.outcome.entries[found.entry];
      const own = (entry?.lines ?? []).filter(({ leaf }) => leaf === item);
      const told = own.reduce((sum, one) => sum + storedAtto(one.amount), 0n);
      if (entry?.postingPeriod !== period || decimalFromAtto(told) !== found.amount)
        throw new Disagreement(
          `line ${line.id}: outcome ${found.seq}, entry ${found.entry} is ${JSON.stringify(entry)}`,
        );
    }
    const sum = {
      id: lineId(root, period, keys),
      quantity: decimalFromAtto(quantity),
      amount: decimalFromAtto(amount),
    };
    demandSame(`line ${line.id} and its outcomes`, sum, {
      id: line.id,
      quantity: line.quantity,
      amount: line.exactAmount,
    });
  }
}
