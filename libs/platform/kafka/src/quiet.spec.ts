import { expect, test } from '@jest/globals';
import { installedVersion, KAFKAJS_VERSION, requestQueuePrototype } from './kafkajs-parts.ts';
import { logCreatorFor, scheduleWhatWaits } from './quiet.ts';

function heard() {
  const told: string[] = [];
  const tell = (level: string) => (_: unknown, text: string) => told.push(`${level} ${text}`);
  const logger = { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
  return { told, log: logCreatorFor(logger)() };
}

test('the parts that are reached inside kafkajs are those of the version that was read', () => {
  expect(installedVersion).toBe(KAFKAJS_VERSION);
  expect(requestQueuePrototype.scheduleCheckPendingRequests).toBe(scheduleWhatWaits);
});

test('a connection without waiting requests keeps no timer', () => {
  const queue = {
    throttledUntil: -1,
    throttleCheckTimeoutId: null as NodeJS.Timeout | null,
    pending: [] as unknown[],
    checkPendingRequests: () => {},
    scheduleCheckPendingRequests: scheduleWhatWaits,
  };
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
  queue.pending.push('a request');
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).not.toBeNull();
  clearTimeout(queue.throttleCheckTimeoutId ?? undefined);
});

test('the first contact with a group coordinator is no error, every other error stays one', () => {
  const { told, log } = heard();
  const entry = (message: string, error: string) => ({
    namespace: 'Connection',
    level: 1,
    label: 'ERROR',
    log: { message, error },
  });
  log(entry('Response GroupCoordinator(key: 10, version: 2)', 'The group coordinator is not available'));
  log(entry('Response Heartbeat(key: 12, version: 3)', 'The group coordinator is not available'));
  log(entry('Connection error: ECONNREFUSED', ''));
  expect(told.map((line) => line.split(' ')[0])).toEqual(['debug', 'error', 'error']);
});

test('what kafkajs repeats with every retry is told once, and something else is told at once', () => {
  const { told, log } = heard();
  const entry = (message: string) => ({ namespace: 'Connection', level: 1, label: 'ERROR', log: { message } });
  for (const message of ['a is away', 'a is away', 'b is away', 'a is away']) log(entry(message));
  expect(told).toEqual(['error a is away', 'debug a is away', 'error b is away', 'debug a is away']);
});
