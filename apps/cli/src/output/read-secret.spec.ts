import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { readSecret } from './read-secret.ts';

/** A terminal as Node gives one: typed text, and raw mode that is switched on and off. */
function terminal(isTTY: boolean) {
  const modes: boolean[] = [];
  const shown: string[] = [];
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: (mode: boolean) => modes.push(mode) });
  const ask = (question: string) =>
    readSecret(input as unknown as NodeJS.ReadStream, (text) => shown.push(text), question);
  return { input, modes, shown, ask };
}

test('what a person types is not shown, and the terminal is left as it was', async () => {
  const { input, modes, shown, ask } = terminal(true);
  const asked = ask('Password: ');
  for (const typed of ['s', 'x', '\u007f', 'ecret\r']) input.write(typed);
  expect(await asked).toBe('secret');
  expect(shown.join('')).toBe('Password: \n');
  expect(modes).toEqual([true, false]);
});

test('piped, each question takes one line, and there is no question', async () => {
  const { input, modes, shown, ask } = terminal(false);
  input.end('first\r\nsecond\nlast');
  expect([await ask('A'), await ask('B'), await ask('C'), await ask('D')]).toEqual(['first', 'second', 'last', '']);
  expect({ modes, shown }).toEqual({ modes: [], shown: [] });
});
