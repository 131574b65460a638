import { expect, test } from '@jest/globals';
import { Fault } from '@suanpan/fault';
import type { RegisterCommand } from './command-context.ts';
import { EXIT } from './output/exit-codes.ts';
import { runCommandLine } from './program.ts';
import { RecordingTerminal } from './testing/recording-terminal.ts';

/** Runs a command line; nothing listens at the addresses of `env`. */
async function run(argv: readonly string[], commands?: readonly RegisterCommand[]) {
  const terminal = new RecordingTerminal();
  const env = { SUANPAN_DATA: '/nonexistent/suanpan' };
  const context = { terminal, env, now: () => 0, signal: new AbortController().signal };
  const code = await runCommandLine(argv, context, commands);
  return { code, data: terminal.data.join('\n'), talk: terminal.talk.join('\n') };
}

function failing(error: unknown): RegisterCommand[] {
  return [
    (program) => {
      program.command('fail').action(() => Promise.reject(error));
    },
  ];
}

test('help is data and a success', async () => {
  const { code, data, talk } = await run(['--help']);
  expect(code).toBe(EXIT.ok);
  expect(talk).toBe('');
  for (const name of ['demo', 'start', 'status', 'stop', 'root', 'account', 'project', 'key', 'price', 'catalogue']) {
    expect(data).toMatch(new RegExp(`^  ${name}`, 'm'));
  }
});

test.each([
  ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
  ['an unknown option', ['root', 'create', '--name', 'n', '--colour', 'red'], /unknown option '--colour'/],
  ['a missing option', ['root', 'create'], /required option '--name <name>' not specified/],
  [
    'a choice that does not exist',
    ['account', 'create', '--root', 'r', '--name', 'n', '--kind', 'king'],
    /Allowed choices/,
  ],
  [
    'a time that is none',
    ['price', 'add', '--provider', 'p', '--model', 'm', '--from', 'soon'],
    /must be a day such as/,
  ],
  ['a price without an amount', ['price', 'add', '--provider', 'p', '--model', 'm'], /no price was given/],
  [
    'a leaf that is priced twice',
    ['price', 'add', '--provider', 'p', '--model', 'm', '--input-per-1k', '1', '--input-per-million', '2'],
    /prices something that has a price already/,
  ],
  ['a limit of zero', ['catalogue', 'log', '--limit', '0'], /whole number above 0/],
])('%s is a usage error, said on stderr alone', async (_name, argv, said) => {
  const { code, data, talk } = await run(argv);
  expect(code).toBe(EXIT.usage);
  expect(data).toBe('');
  expect(talk).toMatch(said);
});

test('a fault is one line with its code and, where there is one, a next step', async () => {
  const { code, data, talk } = await run(['fail'], failing(new Fault('entity_unknown', 'root x does not exist.')));
  expect(code).toBe(EXIT.failure);
  expect(data).toBe('');
  expect(talk.split('\n')).toEqual([
    'error: root x does not exist. [entity_unknown]',
    'next: The list commands show what exists.',
  ]);
});

test('internals are shown with --verbose alone, wherever it stands', async () => {
  const fault = new Fault('internal', 'It failed.', { internal: { secret: 42 }, cause: new RangeError('deep') });
  expect((await run(['fail'], failing(fault))).talk).not.toMatch(/42|deep/);
  for (const argv of [
    ['fail', '--verbose'],
    ['--verbose', 'fail'],
  ]) {
    const { talk } = await run(argv, failing(fault));
    expect(talk).toMatch(/"secret":42/);
    expect(talk).toMatch(/caused by: RangeError: deep/);
  }
});

test('an error without a name tells how to see more', async () => {
  const { code, talk } = await run(['fail'], failing(new TypeError('odd')));
  expect(code).toBe(EXIT.failure);
  expect(talk.split('\n')).toEqual(['error: odd', 'next: run it again with --verbose to see more.']);
});

test('a setting that makes no sense is named', async () => {
  const terminal = new RecordingTerminal();
  const env = { SUANPAN_KAFKA_PORT: 'many' };
  const context = { terminal, env, now: () => 0, signal: new AbortController().signal };
  expect(await runCommandLine(['status'], context)).toBe(EXIT.failure);
  expect(terminal.talk.join('\n')).toMatch(/SUANPAN_KAFKA_PORT.*\[config_invalid\]/);
});

test('no running stack is a failure of status, said with a next step, and as JSON too', async () => {
  const plain = await run(['status']);
  expect(plain).toMatchObject({ code: EXIT.failure, data: '' });
  expect(plain.talk).toMatch(/No stack is running.*suanpan start/);
  const json = await run(['status', '--json']);
  expect(json.code).toBe(EXIT.failure);
  expect(JSON.parse(json.data)).toMatchObject({ running: false, parts: [] });
});
