import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EngineError } from './engine-error.ts';
import { insertHeadOf } from './insert-head.ts';
import { sqlName, sqlText, sqlTokens } from './sql-tokens.ts';
import { statementOf } from './statement.ts';

const texts = (sql: string) => [...sqlTokens(sql)].map(({ kind, text }) => `${kind}:${text}`);

test('comments, quotes, escapes and heredocs are read as the engine reads them', () => {
  expect(texts("a /* ' */ -- \"\n # x\n 'it''s' 'a\\'b' \"f\\x69le\" `b``c` $x$ ' $x$")).toEqual([
    'word:a',
    "text:it's",
    "text:a'b",
    'quoted:file',
    'quoted:b`c',
    "text: ' ",
  ]);
  for (const open of ["'a", '"a', '`a', '/* a', '$$ a', "'a\\'"]) expect(() => texts(open)).toThrow(EngineError);
  for (const quote of ['\u2018', '\u201c', '«'])
    expect(() => texts(`SELECT ${quote}file`)).toThrow(/may only stand in quotes/);
  expect(texts('a\u00a0b')).toEqual(['word:a', 'word:b']);
});

test('any text becomes one literal and any name one identifier', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(texts(sqlText(text))).toEqual([`text:${text}`]);
      expect(texts(sqlName(text))).toEqual([`quoted:${text}`]);
    }),
  );
});

test('reading any text ends with tokens in order or with a syntax error', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...`ab1.'"\`\\/*-#$ \n(){};,é\u201c`) }), (sql) => {
      let end = 0;
      try {
        for (const token of sqlTokens(sql)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          end = token.end;
        }
      } catch (error) {
        expect(error).toBeInstanceOf(EngineError);
      }
    }),
  );
});

test('the head of an insert ends where its data starts, whatever the data is', () => {
  const heads: readonly (readonly [string, string, string])[] = [
    ['INSERT INTO t FORMAT CSV\n', 'CSV', 'INSERT INTO t'],
    ['insert into d.`t` (a, `values`) format Native\r\n', 'Native', 'insert into d.`t` (a, `values`)'],
    ['INSERT INTO t (format) SETTINGS a = 1 FORMAT TSV ', 'TSV', 'INSERT INTO t (format)'],
    ['INSERT INTO t VALUES ', 'Values', 'INSERT INTO t'],
    ['/* FORMAT x */ INSERT INTO t -- FORMAT y\n FORMAT CSV;\n', 'CSV', '/* FORMAT x */ INSERT INTO t -- FORMAT y'],
  ];
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.string({ unit: 'binary' }), ([text, format, target], data) => {
      const solid = `1${data}`;
      const head = insertHeadOf(text + solid);
      expect(head).toMatchObject({ format, target });
      expect((text + solid).slice(head?.dataStart)).toBe(solid);
    }),
  );
  for (const sql of [
    'SELECT 1 FORMAT CSV',
    'INSERT INTO t SELECT 1',
    'INSERT INTO t SELECT 1 FORMAT Null',
    'DROP TABLE t',
  ]) {
    expect(insertHeadOf(sql)).toBeUndefined();
  }
});

test('a statement is cut at its own format, not at a word inside it', () => {
  expect(
    statementOf("SELECT 'FORMAT CSV' AS format FROM f -- FORMAT TSV\n FORMAT JSON SETTINGS a = 1; ;"),
  ).toMatchObject({
    lead: 'SELECT',
    format: 'JSON',
    tail: ' SETTINGS a = 1',
  });
  expect(statementOf("SELECT format('{}', 1)")).toMatchObject({ format: undefined });
});
