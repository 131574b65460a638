import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { temporaryFolder } from '@suanpan/real-parts';
import { RecordingTerminal } from '../testing/recording-terminal.ts';
import { type Reply, type Script, scriptedService } from '../testing/scripted-service.ts';
import { openCheckpoint } from './checkpoint.ts';
import { readLines } from './read-lines.ts';
import { sendFile } from './send-file.ts';

const folder = temporaryFolder('backfill');
afterAll(() => folder.remove());
let script: Script | undefined;
afterEach(() => script?.stop());

const taken = (accepted: number, results: object[] = []): Reply => ({ status: 200, body: { accepted, results } });
const refused: Reply = { status: 403, body: { code: 'scope_missing', detail: 'no' } };

async function send(file: string, replies: readonly Reply[]) {
  script = await scriptedService(replies);
  const terminal = new RecordingTerminal();
  const { signal } = new AbortController();
  const context = { terminal, env: {}, now: () => 0, signal, setExitCode: () => undefined };
  const sender = { ingestUrl: script.url, key: 'k', signal, path: '/v1/backfills/bf/events', patienceMs: 0 } as const;
  const checkpoints = openCheckpoint(folder.path, 'bf', file);
  const sent = await sendFile(context, sender, file, checkpoints).catch((error: Error) => error);
  return { sent, received: script.received, terminal, checkpoints };
}

/** A file of events; every number stands as it is written. */
function fileOf(name: string, count: number): string {
  const path = join(folder.path, name);
  const lines = Array.from({ length: count }, (_, i) => `{"id":"e${i}","data":{"seconds":1.000000}}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

test('a file goes out in batches, as it stands', async () => {
  const { sent, received } = await send(fileOf('plain', 1_200), [taken(500), taken(500), taken(200)]);
  expect(sent).toMatchObject({ lines: 1_200, accepted: 1_200, rejected: 0 });
  expect(received.map(({ path, body }) => [path, (body as unknown[]).length]).sort()).toEqual([
    ['/v1/backfills/bf/events', 200],
    ['/v1/backfills/bf/events', 500],
    ['/v1/backfills/bf/events', 500],
  ]);
});

test('what was interrupted goes on after the last round that was answered, and a changed file begins anew', async () => {
  const file = fileOf('long', 2_600);
  const round = Array.from({ length: 4 }, () => taken(500));
  const { sent } = await send(file, [...round, refused]);
  expect(sent).toMatchObject({ code: 'scope_missing' });
  script?.stop();
  const { sent: rest, received } = await send(file, [taken(500), taken(100)]);
  expect(received.flatMap(({ body }) => (body as { id: string }[]).map(({ id }) => id)).sort()).toEqual(
    Array.from({ length: 600 }, (_, i) => `e${2_000 + i}`).sort(),
  );
  expect(rest).toMatchObject({ lines: 2_600, accepted: 2_600 });
  appendFileSync(file, '{"id":"more"}\n');
  expect(openCheckpoint(folder.path, 'bf', file).start).toMatchObject({ bytes: 0, lines: 0 });
});

test('a rejected event is named by its line in the file, and the others count', async () => {
  const results = [{ index: 2, status: 'rejected', code: 'event_too_early', detail: 'too early' }];
  const { sent, terminal } = await send(fileOf('odd', 3), [taken(2, results)]);
  expect(sent).toMatchObject({ accepted: 2, rejected: 1 });
  expect(terminal.talk).toContain('rejected: line 3: too early [event_too_early]');
});

test('a line that is not JSON is named before anything of its round is sent', async () => {
  const file = fileOf('broken', 2);
  appendFileSync(file, '\n{"id":\n');
  const { sent, received } = await send(file, [taken(3)]);
  expect(sent).toMatchObject({ code: 'config_invalid', detail: expect.stringMatching(/line 4 is not JSON/) });
  expect(received).toEqual([]);
});

test('lines are counted as editors do, whatever their ends and however the file is cut into pieces', async () => {
  const file = join(folder.path, 'ends');
  writeFileSync(file, `a\r\n\n${'b'.repeat(200_000)}\nlast`);
  const lines = [];
  for await (const { text, number, end } of readLines(file, { bytes: 0, lines: 0 }))
    lines.push([text.length, number, end]);
  expect(lines).toEqual([
    [1, 1, 3],
    [200_000, 3, 200_005],
    [4, 4, 200_009],
  ]);
});
