import type { DoorUnderTest } from './door-under-test.ts';

/** What stands in rows of another root than that of `anna`, and in no statement. */
const FOREIGN = 'THEIRS';
const FOREIGN_PARTS = ["'THE'", "'IRS'"];

/** Makes a ledger with rows of two roots: `a`, whose analyst is `anna`, and `b`, whose rows nobody else may see. */
export async function seedForeignRows(under: DoorUnderTest): Promise<void> {
  for (const sql of [
    'CREATE DATABASE ledger',
    'CREATE DATABASE analyst',
    'CREATE TABLE ledger.usage (root LowCardinality(String), seq UInt64, note String) ENGINE = MergeTree ORDER BY (root, seq)',
    'CREATE VIEW analyst.cost SQL SECURITY INVOKER AS SELECT u.root AS root, u.seq AS seq, u.note AS note FROM ledger.usage AS u',
    `INSERT INTO ledger.usage SELECT if(number % 2 = 0, 'a', 'b'), number, if(number % 2 = 0, 'mine', concat(${FOREIGN_PARTS.join(', ')}))
       FROM numbers(1000)`,
  ]) {
    const answer = await under.text(sql);
    if (answer !== '') throw new Error(answer);
  }
}

/** Whether an answer holds something of a foreign row, or how many there are. */
export function tellsForeignRows(answer: string): boolean {
  return answer.includes(FOREIGN) || /(^|\t)(1000|b)(\t|$)/m.test(answer);
}
