import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BudgetRule } from '@suanpan/catalogue';
import type { ChangeRequest } from '@suanpan/catalogue-postgres';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { aCall } from '../testing/calls.ts';

const DAY = Date.UTC(2026, 10, 3);
const SECOND = 1_000;

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
  board.time.skip(Date.UTC(2026, 10, 10) - board.now());
  const classes = { prj_chat: 'core', prj_leads: 'innovation' } as const;
  const projects = (await board.writer.list('project')).filter(({ id }) => id in classes);
  const rules: BudgetRule[] = [
    {
      ...{ id: 'rule_split', root: 'acme', kind: 'split', amount: '0.100000000000000001', currency: 'USD' },
      percents: { core: 70, innovation: 20, contingency: 10 },
    },
    { id: 'rule_share', root: 'acme', kind: 'spend_share', amount: '0.07', currency: 'USD', percentMax: 15 },
  ];
  await board.writer.commit({
    ...{ actor: 'spec', reason: 'Spec.' },
    changes: [
      ...projects.map((project): ChangeRequest => {
        const value = { ...project, budgetClass: classes[project.id as keyof typeof classes] };
        return { act: 'change', entity: 'project', value };
      }),
      ...rules.map((value): ChangeRequest => ({ act: 'create', entity: 'budgetRule', value })),
    ],
  });
  const calls = Array.from({ length: 2 }, (_, i) => aCall(`chat-${i}`, DAY + i * SECOND));
  const leads = aCall('leads', DAY, {
    account: 'acme-sales',
    project: 'prj_leads',
    inputTokens: 600,
    outputTokens: 150,
  });
  await board.send('acme', [...calls, leads]);
  await board.settle();
}, 90_000);
afterAll(() => board.stop());

describe('a budget rule', () => {
  const status = (rule: string, query = '') =>
    board.ask('GET', `/v1/budget-rules/${rule}/status${query}`, { as: 'acme' });

  test('splits an amount to the last unit, and shows what each class has spent', async () => {
    const { json } = await status('rule_split', '?period=2026-11');
    expect(json).toMatchObject({ kind: 'split', spent: '0.01', unassigned: '0', otherCurrencies: [] });
    expect(json.classes).toEqual([
      { class: 'core', percent: 70, budget: '0.07', spent: '0.007', left: '0.063' },
      { class: 'innovation', percent: 20, budget: '0.02', spent: '0.003', left: '0.017' },
      { class: 'contingency', percent: 10, budget: '0.010000000000000001', spent: '0', left: '0.010000000000000001' },
    ]);
  });

  test('follows the share of technology spend exactly, also where the percent has no end', async () => {
    // 0.01 of 0.07 is a seventh: 14.285714…%.
    const { json } = await status('rule_share');
    expect(json).toMatchObject({
      ...{ kind: 'spend_share', period: '2026-11', spent: '0.01', technologySpend: '0.07', percentMax: '15' },
      ...{ percent: '14.285714', isExact: false, isExceeded: false, cap: '0.0105' },
    });
    await board.send('acme', [aCall('more', DAY + 60 * SECOND, { inputTokens: 200, outputTokens: 0 })]);
    await board.settle();
    const atCap = (await status('rule_share')).json;
    expect([atCap.spent, atCap.percent, atCap.isExact, atCap.isExceeded]).toEqual(['0.0105', '15', true, false]);
    await board.send('acme', [aCall('one-more', DAY + 61 * SECOND, { inputTokens: 1, outputTokens: 0 })]);
    await board.settle();
    expect((await status('rule_share')).json).toMatchObject({ spent: '0.0105025', isExceeded: true });
  });

  test('of another tenant does not exist', async () => {
    const theirs = await board.ask('GET', '/v1/budget-rules/rule_share/status', { as: 'umbrella' });
    expect([theirs.status, theirs.json.code]).toEqual([404, 'entity_unknown']);
  });
});

describe('a provider’s export', () => {
  const bucket = (more: object) => ({
    ...{ object: 'bucket', start_time: DAY / SECOND, end_time: DAY / SECOND + 86_400 },
    results: [{ object: 'organization.usage.completions.result', model: 'gpt-4o', ...more }],
  });
  const page = (more: object) => JSON.stringify({ object: 'page', has_more: false, data: [bucket(more)] });
  const compare = (exports: string[], more = {}, as: 'acme' | 'research' = 'acme') =>
    board.ask('POST', '/v1/roots/acme/provider-reconcile', { as, body: { exports, ...more } });

  test('that says the same agrees', async () => {
    const counts = { input_tokens: 2_801, output_tokens: 350, input_cached_tokens: 0, num_model_requests: 5 };
    const { status, json } = await compare([page(counts)]);
    expect([status, json.agrees, json.reasons]).toEqual([200, true, { agrees: 1 }]);
  });

  test('that knows of more calls shows the day, the model and the likely reason', async () => {
    const counts = { input_tokens: 3_801, output_tokens: 450, input_cached_tokens: 0, num_model_requests: 6 };
    const { json } = await compare([page(counts)]);
    expect(json).toMatchObject({ provider: 'openai', agrees: false, isComplete: true });
    expect(json.rows).toEqual([
      expect.objectContaining({
        ...{ day: '2026-11-03', model: 'gpt-4o', reason: 'events_missing' },
        calls: { provider: '6', ledger: '5', difference: '1' },
      }),
    ]);
  });

  test('that cannot be read, or of other roots than one may see, is refused', async () => {
    expect((await compare(['neither JSON nor CSV'])).json.code).toBe('export_malformed');
    const counts = { input_tokens: 1, output_tokens: 1, num_model_requests: 1 };
    const foreign = await compare([page(counts)], { alsoRoots: ['umbrella'] });
    expect([foreign.status, foreign.json.code]).toEqual([404, 'entity_unknown']);
    expect((await compare([page(counts)], {}, 'research')).status).toBe(404);
  });
});
