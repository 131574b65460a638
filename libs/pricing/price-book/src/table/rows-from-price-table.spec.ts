import { describe, expect, test } from '@jest/globals';
import { findAmbiguities, ownPriceRow, type PriceTableTerms, rowsFromPriceTable, snapshotRows } from '../index.ts';

const CSV: PriceTableTerms = { format: 'csv', book: 'cny-list', version: '2026-10', horizon: Date.UTC(2030, 0, 1) };
const HEAD = 'provider,model,leaf,unitPrice,per,currency';

function read(...lines: string[]) {
  return rowsFromPriceTable(lines.join('\n'), CSV).rows;
}

test('a list in CNY stands beside the feed in USD: its rows are filed as what people wrote', () => {
  const rows = read(
    `${HEAD},effectiveFrom,region`,
    'dashscope,qwen-plus,uncached_input,0.8,1000000,CNY,2026-10-01,cn',
    'dashscope,qwen-plus,output_text,2,1000000,CNY,2026-10-01,cn',
    'deepseek,deepseek-chat,uncached_input,2,1000000,CNY,,cn',
  );
  expect(rows[0]).toMatchObject({
    book: 'cny-list',
    source: { feed: 'cny-list', version: '2026-10' },
    provider: 'alibaba',
    matcher: { equals: 'qwen-plus' },
    unitPrice: '0.0000008',
    currency: 'CNY',
    effectiveFrom: Date.UTC(2026, 9, 1),
    region: 'cn',
    root: null,
  });
  expect(findAmbiguities([...rows, ...snapshotRows().rows])).toEqual([]);
});

test('every column becomes a condition; quotes, line ends and a byte order mark are those of RFC 4180', () => {
  const head = `\uFEFF${HEAD},match,pattern,effectiveFrom,effectiveTo,aboveInputTokens,serviceTier,region,root,account`;
  const line =
    'openai,"gpt, ""5""",output_text,1,,USD,startsWith,gpt-5,2026-10-01T00:00:00+08:00,2027-01-01,200000,Batch,EU,r,a';
  expect(rowsFromPriceTable(`${head}\r\n\r\n${line}\r\n`, CSV).rows).toEqual([
    ownPriceRow({
      book: 'cny-list',
      source: { feed: 'cny-list', version: '2026-10' },
      provider: 'openai',
      model: 'gpt, "5"',
      matcher: { startsWith: 'gpt-5' },
      leaf: 'output_text',
      price: { amount: '1' },
      currency: 'USD',
      effectiveFrom: Date.parse('2026-09-30T16:00:00Z'),
      effectiveTo: Date.UTC(2027, 0, 1),
      aboveInputTokens: 200_000,
      serviceTier: 'batch',
      region: 'eu',
      root: 'r',
      account: 'a',
    }),
  ]);
});

test("a window in the vendor's zone becomes UTC rows", () => {
  const rows = read(
    `${HEAD},zone,fromTime,toTime,weekdays`,
    'deepseek,deepseek-chat,uncached_input,1,1000000,CNY,Asia/Shanghai,00:30,08:30,1 2',
    'deepseek,deepseek-chat,uncached_input,2,1000000,CNY,,,,',
  );
  expect(rows.map(({ daily, weekdays }) => [daily, weekdays])).toEqual([
    [{ fromSecond: 59_400, toSecond: 1_800 }, [0, 1]],
    [null, undefined],
  ]);
});

test('JSON says the same, its numbers digit by digit', () => {
  const json = `[{"provider": "zhipu", "model": "glm", "leaf": "request", "unitPrice": 0.100000000000000001, "currency": "CNY", "region": null}]`;
  const [row] = rowsFromPriceTable(json, { ...CSV, format: 'json' }).rows;
  expect(row).toMatchObject({ provider: 'zhipuai', unitPrice: '0.100000000000000001', region: null });
});

describe('a table is taken whole or not at all', () => {
  const fault = (text: string, more: Partial<PriceTableTerms> = {}) => {
    try {
      rowsFromPriceTable(text, { ...CSV, ...more });
      return 'none';
    } catch (error) {
      const { code, detail } = error as { code: string; detail: string };
      return `${code} ${detail}`;
    }
  };
  const good = 'p,m,request,1,1,CNY';

  test('every line that is wrong is named', () => {
    const text = [
      HEAD,
      good,
      'p,m,tokens,1,1,CNY',
      '',
      'p,m,request,1,0,CNY',
      ',m,request,1,1,CNY',
      'p,m,image,,1,CNY',
    ];
    expect(fault(text.join('\n'))).toMatch(
      /^price_invalid Line 3: leaf .* Line 5: .*units above 0.* Line 6: provider is missing\. Line 7: unitPrice is missing\.$/,
    );
    const many = Array.from({ length: 30 }, () => 'p,m,tokens,1,1,CNY');
    expect(fault([HEAD, ...many].join('\n'))).toMatch(/And 20 more\.$/);
  });

  test.each([
    ['', 'empty'],
    [`${HEAD}\n${good},9`, 'Line 2: 7 fields'],
    [`${HEAD}\np,m"x,request,1,1,CNY`, 'Line 2: a quote'],
    [`${HEAD}\n"p,m,request,1,1,CNY`, 'Line 2: a quote'],
    [`${HEAD},provider\n${good},p`, 'same name'],
    [`${HEAD},colour\n${good},red`, 'no column colour'],
    [`${HEAD},match\n${good},like`, 'match is one of'],
    [`${HEAD},effectiveFrom\n${good},1 May`, 'effectiveFrom'],
    [`${HEAD},aboveInputTokens\n${good},1e5`, 'aboveInputTokens'],
    [`${HEAD},zone\n${good},Asia/Shanghai`, 'fromTime is missing'],
    [`${HEAD},zone,fromTime,toTime,weekdays\n${good},UTC,00:00,01:00,7`, 'weekdays'],
    [`${HEAD},account\n${good},a`, 'root is missing'],
    [`${HEAD}\n${good}\np,m,request,2,1,CNY`, 'price_ambiguous'],
  ])('%j is refused', (text, word) => {
    expect(fault(text)).toContain(word);
  });

  test('a public feed and what is no list are refused', () => {
    expect(fault(`${HEAD}\n${good}`, { book: 'litellm' })).toContain('public feed');
    expect(fault('{}', { format: 'json' })).toContain('list of objects');
    expect(fault('[1', { format: 'json' })).toContain('not JSON');
  });
});
