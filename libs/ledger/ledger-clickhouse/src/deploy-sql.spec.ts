import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RealLedger } from './real-ledger.fixture.ts';

const FILE = new URL('../../../../deploy/clickhouse/analyst.sql', import.meta.url);

let ledger: RealLedger;

beforeAll(async () => {
  ledger = await RealLedger.start();
});
afterAll(() => ledger.stop());

/** The statements of a script without its comments. */
function statementsOf(script: string): string[] {
  const lines = script.split('\n').filter((line) => !line.startsWith('--'));
  return lines
    .join('\n')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

describe('the script for a server of your own', () => {
  test("is read by the engine's own parser, statement by statement", async () => {
    const statements = statementsOf(readFileSync(FILE, 'utf8'));
    expect(statements.length).toBeGreaterThan(10);
    for (const statement of statements) {
      const [row] = await ledger.admin.queryRows<{ sql: string }>('SELECT formatQuery({sql:String}) AS sql', {
        sql: statement,
      });
      expect(row?.sql).not.toBe('');
    }
  });

  test('is not trusted blindly: a statement with a mistake is noticed', async () => {
    const broken = 'CREATE ROW POLICY p ON ledger.usage FOR SELECTING x';
    await expect(ledger.admin.queryRows('SELECT formatQuery({sql:String})', { sql: broken })).rejects.toThrow();
  });
});
