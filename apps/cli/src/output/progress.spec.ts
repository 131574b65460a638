import { expect, test } from '@jest/globals';
import { RecordingTerminal } from '../testing/recording-terminal.ts';
import { Progress, progressLine } from './progress.ts';

test('a line of progress fits the terminal, however narrow', () => {
  expect(progressLine('sending', 250, 1_000, 500, 80)).toBe(
    '[##########..............................] sending  25 % 250 of 1,000, 500/s'.slice(0, 80),
  );
  for (const columns of [1, 10, 40, 60, 200]) {
    expect(progressLine('sending', 250, 1_000, 500, columns).length).toBeLessThanOrEqual(columns);
  }
});

function shown(isInteractive: boolean) {
  let now = 0;
  const terminal = new RecordingTerminal(isInteractive);
  const progress = new Progress(terminal, 'sending', 100, () => now);
  for (let done = 1; done <= 100; done += 1) {
    now += 120;
    progress.update(done);
  }
  progress.end(100);
  return terminal;
}

test('on a terminal a bar is redrawn and wiped at the end; elsewhere a plain line comes every five seconds', () => {
  const person = shown(true);
  expect(person.drawn.length).toBeGreaterThan(50);
  expect(person.drawn.at(-1)).toBe('');
  expect(person.talk).toEqual(['sending: 100 of 100 in 12.0 s']);
  const pipe = shown(false);
  expect(pipe.drawn).toEqual([]);
  expect(pipe.talk).toHaveLength(3);
  expect(pipe.data).toEqual([]);
});
