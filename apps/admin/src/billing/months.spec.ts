import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard();
}, 60_000);
afterAll(() => board.stop());

const ask = (query: string, as: 'research' | 'umbrella' | 'nobody' = 'umbrella') =>
  board.ask('GET', `/v1/months?root=umbrella&${query}`, { as });

test('months begin with the first instant of the day in the zone of the root', async () => {
  const { json } = await ask('at=2026-11-30T16:00:00Z');
  expect(json.items).toMatchObject([
    { id: '2026-12', from: '2026-11-30T16:00:00.000Z', to: '2026-12-31T16:00:00.000Z' },
  ]);
});

test('they come page by page up to the end of the calendar, for whoever sees anything of the root', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null && pages < 10; pages += 1) {
    const { json } = await ask(`from=2045-10&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...json.items.map(({ id }: { id: string }) => id));
    cursor = json.nextCursor;
  }
  expect(seen).toEqual(['2045-10', '2045-11', '2045-12']);
  expect((await ask('from=2026-11', 'research')).json).toEqual({ items: [], nextCursor: null });
});

test('a new zone moves the months that have not begun, and no other', async () => {
  const before = (await ask('from=2024-01&limit=300')).json.items;
  const body = { zone: 'America/New_York', reason: 'Moved.' };
  expect((await board.change('PATCH', '/v1/roots/umbrella', { as: 'umbrella', body })).status).toBe(200);
  const after = (await ask('from=2024-01&limit=300')).json.items;
  for (const [i, month] of after.entries()) {
    if (month.state === 'future') expect(month.from).not.toBe(before[i].from);
    else expect(month.from).toBe(before[i].from);
  }
});
