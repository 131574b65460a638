import { expect, test } from '@jest/globals';
import { isSound, runChaos } from './run-chaos.ts';

test('every acknowledged event is billed exactly once, though each part is killed under load', async () => {
  const said: string[] = [];
  const report = await runChaos({
    kills: 6,
    pauseMs: 2_500,
    victims: ['rating', 'ingest', 'clickhouse', 'sink', 'kafka', 'rating'],
    say: (line) => said.push(line),
  });
  expect(Object.keys(report.kills).sort()).toEqual(['clickhouse', 'ingest', 'kafka', 'rating', 'sink']);
  expect(report.sent.events).toBeGreaterThan(500);
  expect({ ...report, said: isSound(report) ? [] : said }).toMatchObject({
    ratedEvents: report.sent.events,
    billedTwice: 0,
    moneyHeld: report.moneyDue,
    reconcileCode: 0,
    said: [],
  });
}, 300_000);
