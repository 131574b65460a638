import { expect, test } from '@jest/globals';
import { loseBrokers } from './lose-brokers.ts';
import { isSound } from './run-chaos.ts';

test('on three brokers nothing is lost or doubled while any one is killed, the leader is killed, and all restart in turn', async () => {
  const said: string[] = [];
  const report = await loseBrokers({ rounds: 1, withoutMs: 1_500, say: (line) => said.push(line) });
  expect(report.kills).toEqual({ anyone: 1, leader: 1, rolling: 1 });
  expect(report.sent.events).toBeGreaterThan(500);
  expect({ ...report, said: isSound(report) ? [] : said }).toMatchObject({
    ratedEvents: report.sent.events,
    billedTwice: 0,
    moneyHeld: report.moneyDue,
    reconcileCode: 0,
    said: [],
  });
}, 400_000);
