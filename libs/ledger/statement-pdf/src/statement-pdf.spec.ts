import { describe, expect, test } from '@jest/globals';
import { storedAtto } from '@suanpan/money';
import { assembleStatement, type Statement, type StatementRow, statementDigest } from '@suanpan/statement';
import { extractText } from 'unpdf';
import { statementPdf } from './index.ts';

const MADE_AT = Date.UTC(2026, 11, 1);
const COMMAND = 'suanpan statement outcomes <line>';

function row(over: Partial<Omit<StatementRow, 'amount'>> & { readonly amount: string }): StatementRow {
  return {
    ...{ account: 'research', project: 'chat', provider: 'openai', model: 'gpt-5', item: 'output_text' },
    ...{ plan: 'pro@2', component: 'tiers#1', currency: 'USD', servicePeriod: '2026-11', quantity: 1000n * 10n ** 18n },
    ...over,
    amount: storedAtto(over.amount),
  };
}

function statementOf(rows: readonly StatementRow[], names: Readonly<Record<string, string>> = {}): Statement {
  return assembleStatement({
    root: { id: 'acme', name: names.acme ?? 'Acme' },
    account: 'acme',
    period: { id: '2026-11', from: Date.UTC(2026, 9, 31, 16), to: Date.UTC(2026, 10, 30, 16) },
    zone: 'Asia/Shanghai',
    tree: {
      accounts: [
        { id: 'acme', name: names.acme ?? 'Acme', parent: null },
        { id: 'research', name: names.research ?? 'Research', parent: 'acme' },
      ],
      projects: [{ id: 'chat', name: names.chat ?? 'Chat' }],
    },
    rows,
    closed: true,
    unpricedCalls: 12,
    asOf: { shard: 2, seq: 184 },
  });
}

async function pagesOf(statement: Statement): Promise<string[]> {
  const pdf = await statementPdf(statement, { madeAt: MADE_AT, outcomesCommand: COMMAND });
  const { text } = await extractText(new Uint8Array(pdf));
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
}

describe('a statement on paper', () => {
  test('says whose it is, for when, whether it may change, what it comes to, and how it was rounded', async () => {
    const statement = statementOf([row({ amount: '1234567.891' }), row({ amount: '-3', servicePeriod: '2026-10' })]);
    const [page = ''] = await pagesOf(statement);
    for (const text of [
      ...['STATEMENT', 'CLOSED', 'Acme', 'November 2026, Asia/Shanghai', '2026-10-31 16:00:00Z – 2026-11-30 16:00:00Z'],
      ...[
        statement.id,
        'outcome 184 of shard 2',
        '12 calls without a known price',
        'Research › Chat',
        'gpt-5',
        'Output',
      ],
      ...['1,234,567.89', '1,234,567.891', '−3.00', '1,234,564.89', '1,234,564.891', 'Rounding half_even', COMMAND],
      ...['Adjustments of earlier months', `of October 2026, ${statement.adjustments[0]?.adjusts.statement}`],
      ...['Page 1 of 1', statementDigest(statement).slice(0, 16)],
    ]) {
      expect(page).toContain(text);
    }
    for (const { id } of [...statement.lines, ...statement.adjustments]) expect(page).toContain(id);
  });

  test('prints names in Chinese, Greek and Cyrillic, and a character that no font has as its number', async () => {
    const names = { acme: '上海算盘科技有限公司', research: 'Έρευνα и 研发', chat: '한 𠮷' };
    const page = (await pagesOf(statementOf([row({ amount: '1' })], names))).join(' ');
    for (const text of [names.acme, names.research, '[U+D55C] [U+20BB7]']) expect(page).toContain(text);
  });

  test('goes on to as many pages as it has lines, each with its head, its foot and the group it is in', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => row({ amount: `${i}.01`, model: `model-${i}` }));
    const statement = statementOf(rows);
    const pages = await pagesOf(statement);
    expect(pages.length).toBeGreaterThan(6);
    for (const [i, page] of pages.entries()) {
      expect(page).toContain(`Page ${i + 1} of ${pages.length}`);
      expect(page).toContain(COMMAND);
    }
    for (const page of pages.slice(1, -1)) expect(page).toMatch(/MODEL, LINE ID.*AMOUNT.*Research › Chat/);
    for (const { id } of statement.lines) expect(pages.filter((page) => page.includes(id))).toHaveLength(1);
  });

  test('shows every digit of amounts that are too wide for their column, and as much of a name as fits', async () => {
    const statement = statementOf([row({ amount: '99999999999999999999.123456789012345678', model: 'm'.repeat(300) })]);
    const [page = ''] = await pagesOf(statement);
    for (const text of ['99,999,999,999,999,999,999.12', '99,999,999,999,999,999,999.123456789012345678', 'mmmm…']) {
      expect(page).toContain(text);
    }
  });

  test('is made without lines, too', async () => {
    const [page = ''] = await pagesOf(statementOf([]));
    expect(page).toContain('Nothing was used or charged.');
  });

  test('is the same bytes for the same statement', async () => {
    const statement = statementOf([row({ amount: '1' })]);
    const options = { madeAt: MADE_AT, outcomesCommand: COMMAND };
    const [one, other] = [await statementPdf(statement, options), await statementPdf(statement, options)];
    expect(one.subarray(0, 5).toString()).toBe('%PDF-');
    expect(one.equals(other)).toBe(true);
  });
});
