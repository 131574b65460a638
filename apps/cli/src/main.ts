import { processTerminal } from './output/terminal.ts';
import { runCommandLine } from './program.ts';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());
// A reader that closes the pipe (`| head`) has seen enough; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  terminal: processTerminal(),
  env: process.env,
  now: Date.now,
  signal: stopping.signal,
});
