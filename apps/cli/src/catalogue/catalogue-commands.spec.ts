import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseKey } from '@suanpan/api-keys';
import { EXIT } from '../output/exit-codes.ts';
import { type AdminStage, startAdminStage } from '../testing/admin-stage.ts';
import { wordsOf } from '../testing/words-of.ts';

let stage: AdminStage;
const run = (line: string) => stage.run(...wordsOf(line));
const read = <T>(line: string) => stage.read<T>(...wordsOf(line));

beforeAll(async () => {
  stage = await startAdminStage();
}, 120_000);
afterAll(() => stage?.stop(), 60_000);

test('root, account, project and key are created one after the other, and each id is the only line of data', async () => {
  const made = await run('root create --name Acme --id acme --zone Asia/Shanghai');
  expect(made).toMatchObject({
    code: EXIT.ok,
    data: ['acme'],
    talk: expect.stringMatching(/^The catalogue stands at/),
  });
  const lab = '--budget 2500 --threshold 50 100 120 --call-quota 1000/day';
  expect((await run(`account create --root acme --name Lab --id lab ${lab}`)).data).toEqual(['lab']);
  const governed =
    '--budget-class innovation --tag team=search stage=live --model pro=gpt-4o@gpt-4o-2024-08-06 --qps 5';
  const project = await run(`project create --root acme --account lab --name 'Chat room' --id chat ${governed}`);
  expect(project).toMatchObject({ code: EXIT.ok, data: ['chat'] });
  expect(await read('root list')).toEqual([{ id: 'acme', name: 'Acme', shard: 0, zone: 'Asia/Shanghai' }]);
  expect(await read('account list --root acme')).toMatchObject([
    { id: 'acme', kind: 'root' },
    {
      id: 'lab',
      budget: { amount: '2500', currency: 'USD', thresholdPercents: [50, 100, 120], hard: true },
      callQuota: { calls: 1000, period: 'day' },
    },
  ]);
  expect(await read('project list')).toMatchObject([
    {
      ...{ id: 'chat', root: 'acme', account: 'lab', name: 'Chat room', budgetClass: 'innovation', qpsMax: 5 },
      tags: { team: 'search', stage: 'live' },
      models: [{ model: 'gpt-4o', tier: 'pro', versions: ['gpt-4o-2024-08-06'] }],
    },
  ]);
});

test('accounts are renamed, moved, limited and closed; what is not named stays', async () => {
  await run('account create --root acme --name Old --id old');
  for (const line of [
    'account rename old --name New',
    'account move old --to lab',
    'account limit old --budget 10 --soft',
    'account limit old --call-quota 5/month --no-budget',
    'account close old',
  ]) {
    expect({ line, ...(await run(line)) }).toMatchObject({ line, code: EXIT.ok });
  }
  const [account] = (await read<{ id: string }[]>('account list')).filter(({ id }) => id === 'old');
  expect(account).toEqual({
    ...{ id: 'old', root: 'acme', parent: 'lab', kind: 'department', name: 'New', status: 'closed' },
    callQuota: { calls: 5, period: 'month' },
  });
});

test('a key is shown once as the only line of data, rotated with an overlap, and revoked for good', async () => {
  const { data } = await run('key create --root acme --project chat --id k1 --scope ingest read --network 10.0.0.0/8');
  const [text = ''] = data;
  expect(data).toHaveLength(1);
  expect(parseKey(text)).toEqual({ kind: 'live' });
  expect(await read('key list')).toMatchObject([{ id: 'k1', scopes: ['ingest', 'read'], networks: ['10.0.0.0/8'] }]);
  expect((await run('key list')).data.join('\n')).not.toContain(text);
  const rotated = await run('key rotate k1 --overlap 1h --id k2');
  expect(parseKey(rotated.data[0] ?? '')).toEqual({ kind: 'live' });
  const [first, second] = await read<{ expiresAt: string | null }[]>('key list --root acme');
  expect(second).toMatchObject({ id: 'k2', status: 'active', expiresAt: null, replaces: 'k1' });
  expect(Date.parse(first?.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(3_600_000);
  expect((await run('key revoke k1')).code).toBe(EXIT.ok);
  expect((await run('key revoke k1')).talk).toBe('Key k1 was revoked before.');
  expect((await run('key revoke k9')).talk).toMatch(/key k9 does not exist. \[entity_unknown\]\nnext: /);
});

test('people, roles and grants decide what may be done, and the answer says why', async () => {
  const invited = await run('person invite --name Ada --login ada --account lab --role department');
  expect(invited.talk).toMatch(/This is the only time it is shown/);
  const person = (await read<{ id: string; name: string }[]>('person list')).find(({ name }) => name === 'Ada');
  await run('role create --root acme --name Watcher --id watcher --permission usage.view account.view');
  expect((await read<{ id: string }[]>('role list')).map(({ id }) => id)).toContain('watcher');
  await run('account create --root acme --name Bot --id bot --kind service');
  await run('grant add --service-account bot --account lab --role watcher --id g1');
  await run('grant add --service-account bot --project chat --permission usage.view --deny --id g2');
  const may = (where: string) => run(`access check usage.view --service-account bot ${where}`);
  expect(await may('--account lab')).toMatchObject({ code: EXIT.ok, data: [expect.stringMatching(/^allowed/), /g1/] });
  expect(await may('--project chat')).toMatchObject({
    code: EXIT.failure,
    data: [expect.stringMatching(/^refused/), expect.stringMatching(/grant g2/)],
  });
  await run('grant end g2');
  expect((await may('--project chat')).code).toBe(EXIT.ok);
  expect((await run(`access check project.manage --person ${person?.id} --account lab`)).code).toBe(EXIT.ok);
  expect((await run(`person suspend ${person?.id}`)).code).toBe(EXIT.ok);
  expect((await run(`access check project.manage --person ${person?.id} --account lab`)).code).toBe(EXIT.failure);
});

test('organisations, payment methods and budget rules are kept', async () => {
  await run('root create --name Umbrella --id umbrella');
  expect((await run('organisation create --name Group --id group --root acme umbrella')).data).toEqual(['group']);
  expect(await read('organisation list')).toEqual([{ id: 'group', name: 'Group', roots: ['acme', 'umbrella'] }]);
  expect((await run('payment bind --root acme --reference PO-1 --id pay1')).data).toEqual(['pay1']);
  expect((await run('payment verify pay1')).code).toBe(EXIT.ok);
  expect((await run('payment detach pay1')).code).toBe(EXIT.ok);
  expect(await read('payment list --root acme')).toMatchObject([{ id: 'pay1', status: 'detached' }]);
  await run('budget split --root acme --amount 100000 --id r1');
  await run('budget share --root acme --amount 900000 --id r2');
  expect((await run('budget rules --root acme')).data.slice(1)).toEqual([
    expect.stringMatching(/^r1 .* core 70 %, innovation 20 %, contingency 10 %$/),
    expect.stringMatching(/^r2 .* AI at most 15 % of it$/),
  ]);
  await run('budget end r2');
  expect(await read('budget rules')).toHaveLength(1);
});

test('the log tells who changed what and why, newest first, and the whole is proved', async () => {
  type Line = { revision: number; actor: string; reason: string };
  const log = await read<Line[]>('catalogue log --limit 600');
  expect(log.map(({ revision }) => revision)).toEqual(log.map((_, i) => log.length - i));
  expect(await read('catalogue log --limit 1')).toHaveLength(1);
  const { id } = await read<{ id: string }>('whoami');
  expect(log.find(({ reason }) => reason === 'root Acme created')).toMatchObject({ actor: `person:${id}` });
  expect((await run('catalogue publish')).code).toBe(EXIT.ok);
  expect(await read('catalogue verify')).toMatchObject({ topicRevision: log.length, unpublished: 0, flaws: [] });
});

test('a refused change says why and what to do', async () => {
  const { code, data, talk } = await run('root create --name X --zone Mars/Base');
  expect({ code, data }).toEqual({ code: EXIT.failure, data: [] });
  expect(talk).toMatch(/zone must be an IANA time zone .* \[entity_invalid\]/);
  const misshapen = await run("root create --name X --id '-x'");
  expect(misshapen.talk).toMatch(/\/id: 1 to 64 letters, digits .* \[request_invalid\]/);
});

test('a broker that is away stops no change, and what needs it says what to look at', async () => {
  await stage.broker.crash();
  expect((await run('root create --name Waiting --id waiting')).code).toBe(EXIT.ok);
  const { code, talk } = await run('catalogue verify');
  expect(code).toBe(EXIT.failure);
  expect(talk).toMatch(/\[unavailable\]\nnext: Is the stack running\?/);
  await stage.broker.restart();
}, 60_000);
