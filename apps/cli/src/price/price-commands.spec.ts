import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EXIT } from '../output/exit-codes.ts';
import { type AdminStage, startAdminStage } from '../testing/admin-stage.ts';
import { wordsOf } from '../testing/words-of.ts';

let stage: AdminStage;
const run = (line: string) => stage.run(...wordsOf(line));
const read = <T>(line: string) => stage.read<T>(...wordsOf(line));

beforeAll(async () => {
  stage = await startAdminStage();
  for (const line of ['root create --name Acme --id acme', 'account create --root acme --name Lab --id lab']) {
    await run(line);
  }
}, 120_000);
afterAll(() => stage?.stop(), 60_000);

type Row = { id: string; leaf: string; unitPrice: string; root: string; effectiveFrom: string };

test('an own price is written for one unit, exactly', async () => {
  const argv = '--provider demo --model demo-conversation --root acme --from 2026-01-01';
  const added = await run(`price add ${argv} --input-per-1k 0.002 --output-per-million 2.5`);
  expect(added).toMatchObject({ code: EXIT.ok, talk: '' });
  const rows = await read<Row[]>('price list --root acme');
  expect(rows.map(({ id }) => id).sort()).toEqual([...added.data].sort());
  expect(rows.map(({ leaf, unitPrice }) => [leaf, unitPrice]).sort()).toEqual([
    ['output_text', '0.0000025'],
    ['uncached_input', '0.000002'],
  ]);
  expect(rows.every((row) => row.effectiveFrom === '2026-01-01T00:00:00.000Z')).toBe(true);
  const again = await run(`price add ${argv} --input-per-1k 0.002`);
  expect(again).toMatchObject({
    code: EXIT.failure,
    data: [],
    talk: expect.stringMatching(/\[(entity_exists|price_ambiguous)\]/),
  });
});

test('what a call would be billed by is shown with its reason, the own mark-up included', async () => {
  // A new installation has the shipped prices in force.
  const { data, code } = await run('price import');
  expect(data[0]).toMatch(/^added 0, changed 0, unchanged \d{4,}$/);
  expect(code).toBe(EXIT.ok);
  await run('price markup add --account lab --ratio 1.15 --id mu1');
  const found = await run('price look-up --provider openai --model gpt-4o-mini --account lab --at 2026-11-01');
  expect(found.data.join('\n')).toMatch(/uncached_input +0\.15 USD +genai-prices/);
  expect(found.data.at(-1)).toBe('times 1.15 by mark-up mu1');
  await run('price markup end mu1');
  expect((await read<{ effectiveTo: string | null }[]>('price markup list'))[0]?.effectiveTo).not.toBeNull();
}, 120_000);

test('what the shipped book says otherwise than the one in force is told, and nothing is kept', async () => {
  expect(await read<unknown[]>('price outdated --json')).toEqual([]);
  const rows = await read<{ id: string; model: string; leaf: string; serviceTier: string | null }[]>(
    'price list --provider groq --model gpt-oss-safeguard-20b',
  );
  const cached = rows.find(({ leaf }) => leaf === 'cache_read');
  await run(`price end ${cached?.id} --at 2026-01-01`);
  const proposals = await read<unknown[]>('price proposals');
  const { data, talk } = await run('price outdated');
  expect(data.join('\n')).toMatch(/groq\/openai\/gpt-oss-safeguard-20b +cache_read +- +0\.0375 /);
  expect(talk).toMatch(/In force: genai-prices [\d.]+; shipped: [\d.]+\./);
  expect(await read<unknown[]>('price proposals')).toEqual(proposals);
  await run('price import --from 2026-01-01');
}, 120_000);

test('importing again changes nothing', async () => {
  const again = await read<{ lines: Record<string, number>; unchanged: number }>('price import --dry-run');
  expect(again.lines.new ?? 0).toBe(0);
  expect(again.unchanged).toBeGreaterThan(1_000);
}, 60_000);

test('a table of prices is compared, decided on, and written from the chosen instant', async () => {
  const file = join(stage.dataFolder, 'prices.csv');
  const title = 'provider,model,leaf,unitPrice,per,currency\n';
  writeFileSync(file, `${title}own-vendor,qwen-own,uncached_input,0.8,1000000,CNY\n`);
  const argv = `--feed table --file ${file} --book own-table`;
  const shown = await run(`price diff ${argv} --book-version 1`);
  expect(shown.data.join('\n')).toMatch(/1 +new +own-vendor\/qwen-own +uncached_input +none → 0\.8 CNY/);
  const [id = ''] = /prop_\w+/.exec(shown.talk) ?? [];
  expect((await run(`price approve ${id}`)).talk).toMatch(/^1 lines were accepted, 1 rows written\./);
  expect((await run(`price approve ${id}`)).talk).toMatch(/\[proposal_settled\]/);
  writeFileSync(file, readFileSync(file, 'utf8').replace('0.8', '1.6'));
  const dear = await run(`price import ${argv} --book-version 2`);
  expect(dear).toMatchObject({ code: EXIT.failure, talk: expect.stringMatching(/1 price waits for somebody else/) });
  const [waiting = ''] = /prop_\w+/.exec(dear.talk) ?? [];
  const refused = await run(`price approve ${waiting} --from 2099-01-01`);
  expect(refused.talk).toMatch(/\[second_person_needed\]\nnext: /);
  expect((await run(`price reject ${waiting}`)).code).toBe(EXIT.ok);
  const proposals = await read<{ id: string; state: string }[]>('price proposals');
  expect(proposals.slice(0, 2).map((each) => [each.id, each.state])).toEqual([
    [waiting, 'rejected'],
    [id, 'applied'],
  ]);
}, 60_000);

test('moving names, exchange rates and series are kept, and taken back', async () => {
  const alias = 'price alias add --provider openai --alias gpt-own-latest --target gpt-4o-mini --id al1';
  expect((await run(`${alias} --to 2099-01-01`)).data).toEqual(['al1']);
  expect(await read('price alias list')).toMatchObject([{ id: 'al1', target: 'gpt-4o-mini' }]);
  expect((await run('price alias end al1 --as-if-never-written')).code).toBe(EXIT.ok);
  const fx = 'price fx add --name ecb --base USD --quote CNY --rate 7.1032 --from 2026-11-01 --source ECB --id fx1';
  expect((await run(fx)).data).toEqual(['fx1']);
  expect((await run('price fx list')).data[1]).toMatch(/^fx1 +ecb +USD\/CNY +7\.1032 +2026-11-01 +ECB$/);
  expect((await run('price fx withdraw fx1')).code).toBe(EXIT.ok);
  const point = await run('price series publish --series load --value 1.25 --from 2099-01-01 --id p1');
  expect(point.data).toEqual(['p1']);
  expect((await run('price series withdraw p1')).code).toBe(EXIT.ok);
  expect(await read('price series list')).toEqual([]);
});

test('a price of a time of day is UTC from the day it is written, and its end is a new row', async () => {
  const window = '--window 00:30-08:30 --zone Asia/Shanghai --horizon 2030-01-01';
  const added = await run(
    `price add --provider deepseek --model night --root acme --currency CNY ${window} --output-per-million 4`,
  );
  expect(added.data).toHaveLength(1);
  const listed = await run('price list --provider deepseek --root acme');
  expect(listed.data[1]).toMatch(/daily 16:30-00:30 UTC/);
  const ended = await run(`price end ${added.data[0]} --at 2027-01-01`);
  expect(ended.talk).toMatch(/holds up to 2027-01-01T00:00:00\.000Z/);
});
