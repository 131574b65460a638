import { Controller, Inject } from '@nestjs/common';
import type { Period, Root } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import { type Statement, statementCsv, statementDigest, statementJson, sumStatements } from '@suanpan/statement';
import { readLineOutcomes } from '@suanpan/statement-clickhouse';
import { statementPdf } from '@suanpan/statement-pdf';
import { type Answer, answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import type { Cursors } from '../frame/cursor.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CURSORS } from '../frame/parts.ts';
import { LEDGER } from '../money/money-parts.ts';
import { requirePeriod } from '../money/of-root.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import type { Statements } from './read-statements.ts';
import {
  CSV_TYPE,
  listLineOutcomes,
  PDF_TYPE,
  readOrganisationStatement,
  readStatement,
} from './statement-operations.ts';
import { STATEMENTS } from './statement-parts.ts';

type StatementCall = Call<typeof readStatement> | Call<typeof listLineOutcomes>;

@Controller()
export class StatementRoutes {
  constructor(
    @Inject(STATEMENTS) private readonly statements: Statements,
    @Inject(LEDGER) private readonly ledger: ClickHouse,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Serves(readStatement)
  async read(call: Call<typeof readStatement>): Promise<Answer> {
    const statement = await this.#statementOf(call);
    const format = call.query.format ?? formatOf(call.request.headers.accept);
    if (format === 'json') return file('application/json; charset=utf-8', statement, statementJson(statement));
    if (format === 'csv') return file(CSV_TYPE, statement, statementCsv(statement), 'csv');
    const outcomesCommand = `suanpan statement outcomes ${statement.account.id} ${statement.period.id} <line>`;
    return file(PDF_TYPE, statement, await statementPdf(statement, { madeAt: call.now, outcomesCommand }), 'pdf');
  }

  @Serves(listLineOutcomes)
  async outcomes(call: Call<typeof listLineOutcomes>) {
    const { account, line: id, period } = call.params;
    const { limit = LIMIT_FALLBACK, cursor } = call.query;
    const statement = await this.#statementOf(call);
    const line = [...statement.lines, ...statement.adjustments].find((one) => one.id === id);
    if (line === undefined) throw new Fault('entity_unknown', `line ${id} does not exist.`);
    const filters = { account, period, id };
    const after = this.cursors.read(listLineOutcomes.id, filters, cursor);
    const scope = { root: statement.root.id, period, keys: line };
    const page = await readLineOutcomes(this.ledger, scope, { limit, ...(after === undefined ? {} : { after }) });
    const { outcomes: items, next } = page;
    const nextCursor = next === undefined ? null : this.cursors.write(listLineOutcomes.id, filters, next);
    return answerOf(listLineOutcomes, { items, nextCursor });
  }

  @Serves(readOrganisationStatement)
  async organisation({ params, view, catalogue }: Call<typeof readOrganisationStatement>) {
    const organisation = existing(view.get('organisation', params.organisation), 'organisation', params.organisation);
    const statements: Statement[] = [];
    for (const id of organisation.roots) {
      const root = existing(view.root(id), 'root', id);
      const period = requirePeriod(view, root, params.period);
      statements.push(await this.statements.of(catalogue, root, id, period));
    }
    return answerOf(readOrganisationStatement, sumStatements(organisation, statements));
  }

  #statementOf({ params, view, catalogue }: StatementCall): Promise<Statement> {
    const account = existing(view.account(params.account), 'account', params.account);
    const root: Root = existing(view.root(account.root), 'root', account.root);
    const period: Period = requirePeriod(view, root, params.period);
    return this.statements.of(catalogue, root, account.id, period);
  }
}

/** The first of the three that the caller would take; JSON for whoever takes anything. */
function formatOf(accept = ''): 'json' | 'csv' | 'pdf' {
  const wanted = accept.split(',').map((part) => part.split(';')[0]?.trim());
  for (const type of wanted) {
    if (type === 'application/json') return 'json';
    if (type === 'text/csv') return 'csv';
    if (type === PDF_TYPE) return 'pdf';
  }
  return 'json';
}

/** The digest is what a statement can be recognised by later, in whichever form it was read. */
function file(type: string, statement: Statement, body: string | Buffer, extension?: string): Answer {
  const name = `statement-${statement.account.id}-${statement.period.id}.${extension}`.replaceAll(/[^\w.-]/g, '_');
  return {
    headers: {
      ...{ 'content-type': type, etag: `"${statementDigest(statement)}"`, vary: 'accept' },
      ...(extension === undefined ? {} : { 'content-disposition': `attachment; filename="${name}"` }),
    },
    body,
  };
}
