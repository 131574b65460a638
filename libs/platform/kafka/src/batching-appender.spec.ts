import { expect, test } from '@jest/globals';
import { Fault } from '@suanpan/fault';
import fc from 'fast-check';
import { BatchingAppender } from './index.ts';

/** A log in memory whose next acts can be held up or made to fail. */
class StubbornLog {
  readonly records: string[] = [];
  readonly requests: number[] = [];
  readonly #failures: { readonly error: Fault; readonly written: boolean }[] = [];
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => {};
  inFlight = 0;
  inFlightMost = 0;

  fail(error: Fault, written: boolean): void {
    this.#failures.push({ error, written });
  }

  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  release(): void {
    this.#open();
  }

  async append(_topic: string, _partition: number, values: readonly Uint8Array[]): Promise<number> {
    this.inFlightMost = Math.max(this.inFlightMost, ++this.inFlight);
    await this.#gate;
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight--;
    this.requests.push(values.length);
    const failure = this.#failures.shift();
    const base = this.records.length;
    if (failure === undefined || failure.written) this.records.push(...values.map((value) => [...value].join()));
    if (failure !== undefined) throw failure.error;
    return base;
  }
}

const lost = () => new Fault('append_failed', 'x');
const texts = (log: StubbornLog) => log.records.map((value) => Buffer.from(value.split(',').map(Number)).toString());

test('values that wait for one partition share a request, one at a time, and each learns its own offset', async () => {
  const log = new StubbornLog();
  const appender = new BatchingAppender(log);
  const offsets = await Promise.all(Array.from('abcdef', (value) => appender.append('t', 0, Buffer.from(value))));
  expect(offsets).toEqual([0, 1, 2, 3, 4, 5]);
  expect(texts(log).join('')).toBe('abcdef');
  expect(log.requests).toEqual([6]);
  expect(log.inFlightMost).toBe(1);
  expect(appender.bytesWaiting).toBe(0);
});

test('partitions do not wait for one another', async () => {
  const log = new StubbornLog();
  const appender = new BatchingAppender(log);
  await Promise.all([0, 1, 2].map((partition) => appender.append('t', partition, Buffer.from('x'))));
  expect(log.inFlightMost).toBe(3);
});

test('a request stays within its bytes and its count, and a larger value goes alone', async () => {
  const log = new StubbornLog();
  const appender = new BatchingAppender(log, { bytesPerRequestMax: 10, valuesPerRequestMax: 3 });
  const sizes = [4, 4, 4, 25, 1, 1, 1, 1];
  await Promise.all(sizes.map((size) => appender.append('t', 0, Buffer.alloc(size))));
  expect(log.requests).toEqual([2, 1, 1, 3, 1]);
});

test('when too much waits a caller is refused at once and told when to come again', async () => {
  const log = new StubbornLog();
  log.hold();
  const appender = new BatchingAppender(log, { bytesWaitingMax: 10, retryAfterSeconds: 7 });
  const first = appender.append('t', 0, Buffer.alloc(10));
  await expect(appender.append('t', 1, Buffer.alloc(1))).rejects.toMatchObject({
    code: 'overloaded',
    retryAfterSeconds: 7,
  });
  log.release();
  await first;
  await appender.append('t', 1, Buffer.alloc(1));
});

test('a lost acknowledgement is tried again until it comes, in order', async () => {
  const log = new StubbornLog();
  log.fail(lost(), true);
  log.fail(lost(), false);
  const appender = new BatchingAppender(log);
  const first = appender.append('t', 0, Buffer.from('a'));
  const second = appender.append('t', 0, Buffer.from('b'));
  expect(await Promise.all([first, second])).toEqual([2, 3]);
  expect(texts(log).join('')).toBe('abab');
});

test('a value that is not acknowledged in time is unavailable, and its bytes are free again', async () => {
  const log = new StubbornLog();
  for (let index = 0; index < 50; index++) log.fail(lost(), false);
  const appender = new BatchingAppender(log, { deadlineMs: 100 });
  await expect(appender.append('t', 0, Buffer.from('a'))).rejects.toMatchObject({ code: 'unavailable' });
  expect(appender.bytesWaiting).toBe(0);
});

test('a request that is too large as a whole is sent value by value, and only the guilty value fails', async () => {
  const log = new StubbornLog();
  const tooLarge = () => new Fault('record_too_large', 'x');
  log.fail(tooLarge(), false);
  log.fail(tooLarge(), false);
  const appender = new BatchingAppender(log);
  const all = await Promise.allSettled(Array.from('abc', (value) => appender.append('t', 0, Buffer.from(value))));
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(texts(log).join('')).toBe('bc');
});

test('closing takes nothing more and ends when all that waited is acknowledged', async () => {
  const log = new StubbornLog();
  log.hold();
  const appender = new BatchingAppender(log);
  const waiting = appender.append('t', 0, Buffer.from('a'));
  const closing = appender.close();
  await expect(appender.append('t', 0, Buffer.from('b'))).rejects.toMatchObject({ code: 'unavailable' });
  log.release();
  await closing;
  expect(await waiting).toBe(0);
});

test('whatever fails, an acknowledged value is in the log at its offset, and no byte is counted for ever', async () => {
  const outcome = fc.constantFrom('ok', 'lost', 'unwritten');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(9), { maxLength: 30 }),
      fc.array(outcome, { maxLength: 4 }),
      async (sizes, acts) => {
        const log = new StubbornLog();
        for (const act of acts) if (act !== 'ok') log.fail(lost(), act === 'lost');
        const appender = new BatchingAppender(log, { bytesPerRequestMax: 12, valuesPerRequestMax: 4 });
        const values = sizes.map((size, index) => Buffer.alloc(size + 1, index));
        const offsets = await Promise.all(values.map((value) => appender.append('t', 0, value)));
        for (const [index, offset] of offsets.entries())
          expect(log.records[offset]).toBe([...(values[index] ?? [])].join());
        expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
        expect(appender.bytesWaiting).toBe(0);
      },
    ),
    { numRuns: 50 },
  );
});
