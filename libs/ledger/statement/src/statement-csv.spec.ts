import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assembleStatement, STATEMENT_CSV_COLUMNS, statementCsv, statementDigest, statementJson } from './index.ts';
import { anyRows, input, row } from './spec-rows.ts';

/** RFC 4180, read character by character. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (!quoted && c === '\r' && text[i + 1] === '\n') {
      rows.at(-1)?.push(cell);
      rows.push([]);
      cell = '';
      i += 1;
    } else cell += c;
  }
  return rows.slice(0, -1);
}

function records(csv: string): Record<string, string>[] {
  const [columns = [], ...rows] = parseCsv(csv);
  expect(columns).toEqual(STATEMENT_CSV_COLUMNS);
  return rows.map((cells) => {
    expect(cells).toHaveLength(columns.length);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}

test('every line and adjustment is one record with its decimals as they are', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const statement = assembleStatement(input(rows));
      const stated = [...statement.lines, ...statement.adjustments];
      expect(
        records(statementCsv(statement)).map(({ line, amount, exact_amount, quantity }) => [
          ...[line, amount, exact_amount, quantity],
        ]),
      ).toEqual(stated.map(({ id, amount, exactAmount, quantity }) => [id, amount, exactAmount, quantity]));
    }),
  );
});

test('an adjustment names its month and statement', () => {
  const statement = assembleStatement(input([row({ amount: '-3', servicePeriod: '2026-10' })]));
  expect(records(statementCsv(statement))).toMatchObject([
    {
      ...{ statement: statement.id, account_name: 'Research 研发部', project_name: 'Chat', item: 'output_text' },
      ...{ posting_period: '2026-11', service_period: '2026-10', amount: '-3.00', exact_amount: '-3' },
      adjusts_statement: statement.adjustments[0]?.adjusts.statement,
    },
  ]);
});

test.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r', '＝1+1', '－1', '|cmd', '%0A=1'])(
  'a name like %j is no formula in a spreadsheet',
  (model) => {
    const [record] = records(statementCsv(assembleStatement(input([row({ amount: '1', model })]))));
    expect(record?.model).toBe(`'${model}`);
  },
);

test('any other text comes back as it was, commas, quotes and line breaks included', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((name) => !/^[\s]*[=+\-@|%＝＋－＠]|^[\t\r\n]/.test(name));
  fc.assert(
    fc.property(text, (model) => {
      const [record] = records(statementCsv(assembleStatement(input([row({ amount: '1', model })]))));
      expect(record?.model).toBe(model);
    }),
  );
});

test('canonical JSON has sorted keys, no white space, and reads back as the statement', () => {
  const statement = assembleStatement(input([row({ amount: '1' })], { unpricedCalls: 1 }));
  const text = statementJson(statement);
  expect(JSON.parse(text)).toEqual(statement);
  expect(text).toMatch(/^\{"account":\{"id":"acme","name":"Acme"\},"adjustments":\[\],"id":"st_/);
  expect(statementDigest(statement)).toMatch(/^[0-9a-f]{64}$/);
  expect(statementDigest({ ...statement, status: 'closed' })).not.toBe(statementDigest(statement));
});
